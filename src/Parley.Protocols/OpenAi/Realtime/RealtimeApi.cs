using Parley.Protocols.Http.Api;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>What the API document says of ephemeral keys; <c>docs/openai.md</c> says it at length.</summary>
internal static class RealtimeApi
{
    private const string Group = "OpenAI";

    private const string Secret = """{"type":"object","properties":{"value":{"type":"string"},"expires_at":{"type":"integer","description":"Unix time, seconds"}}}""";

    public static readonly ApiOperation ClientSecrets = Keys(
        "Make an ephemeral key for a realtime session",
        """
        {"type":"object","properties":{
          "expires_after":{"type":"object","properties":{"anchor":{"const":"created_at"},"seconds":{"type":"integer","minimum":10,"maximum":7200}}},
          "session":{"type":"object"}}}
        """,
        """{"type":"object","properties":{"value":{"type":"string"},"expires_at":{"type":"integer"},"session":{"type":"object"}}}""");

    public static readonly ApiOperation Sessions = Keys(
        "The same for the beta's conversations",
        """{"type":"object"}""",
        """{"type":"object","properties":{"id":{"type":"string"},"client_secret":""" + Secret + "}}");

    public static readonly ApiOperation TranscriptionSessions = Keys(
        "The same for the beta's transcriptions",
        """{"type":"object"}""",
        """{"type":"object","properties":{"id":{"type":"string"},"client_secret":""" + Secret + "}}");

    private static ApiOperation Keys(string summary, string asked, string answer) => new(Group, summary)
    {
        Body = new ApiBody("The session's settings", true, new ApiContent("application/json", new ApiSchema(asked))),
        Answers = [new ApiAnswer(200, "The key and its session", new ApiContent("application/json", new ApiSchema(answer)))],
        Refusals = [400, 404, 413],
        RefusesAsOpenAi = true,
    };
}
