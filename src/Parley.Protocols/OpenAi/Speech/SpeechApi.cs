using Parley.Protocols.Http.Api;

namespace Parley.Protocols.OpenAi.Speech;

/// <summary>What the API document says of spoken texts; <c>docs/openai.md</c> says it at length.</summary>
internal static class SpeechApi
{
    private const string Group = "OpenAI";

    private static readonly ApiContent Wanted = new("application/json", new ApiSchema(
        """
        {"type":"object","required":["input"],"properties":{
          "input":{"type":"string","maxLength":4096},
          "model":{"type":"string","description":"A model that speaks, or one of OpenAI's names"},
          "voice":{"type":"string","description":"From /v1/audio/voices, a BCP-47 language, or one of OpenAI's names"},
          "language":{"type":"string"},
          "response_format":{"enum":["mp3","opus","aac","flac","wav","pcm"],"default":"mp3"},
          "speed":{"type":"number","minimum":0.25,"maximum":4,"default":1},
          "stream_format":{"enum":["audio","sse"],"default":"audio"}}}
        """));

    public static readonly ApiOperation Speak = new(Group, "Speak a text")
    {
        Body = new ApiBody("The text and how it is wanted", true, Wanted),
        Answers =
        [
            new ApiAnswer(
                200,
                "The audio while it is spoken, as response_format and stream_format ask for it",
                [
                    .. SpeechFormat.All.Select(format => new ApiContent(format.ContentType, ApiSchema.Bytes)),
                    new ApiContent("text/event-stream", ApiSchema.Text),
                ]),
        ],
        Refusals = [400, 404, 413, 502, 503],
        RefusesAsOpenAi = true,
    };

    public static readonly ApiOperation Voices = new(Group, "List the voices")
    {
        Answers =
        [
            new ApiAnswer(200, "The voices, by model", new ApiContent("application/json", new ApiSchema(
                """
                {"type":"object","properties":{"object":{"const":"list"},"data":{"type":"array","items":{"type":"object","properties":{
                  "id":{"type":"string"},
                  "object":{"const":"audio.voice"},
                  "name":{"type":"string"},
                  "language":{"type":"string","description":"BCP-47"},
                  "model":{"type":"string"}}}}}}
                """,
                "Voices"))),
        ],
    };
}
