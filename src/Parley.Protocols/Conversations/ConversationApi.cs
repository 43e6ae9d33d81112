using Parley.History;
using Parley.Protocols.Http.Api;

namespace Parley.Protocols.Conversations;

/// <summary>What the API document says of conversations; <c>docs/history.md</c> says it at length.</summary>
internal static class ConversationApi
{
    private const string Group = "Conversations";

    private const string Head =
        """
        "id":{"type":"string"},
        "title":{"type":"string","description":"The first words"},
        "started":{"type":"string","format":"date-time"},
        "ended":{"type":["string","null"],"format":"date-time"},
        "end_reason":{"type":["string","null"]},
        "language":{"type":"string"},
        "model":{"type":"string"},
        "protocol":{"type":"string"},
        "turns":{"type":"integer"},
        "audio_seconds":{"type":["number","null"]},
        "audio_bytes":{"type":"integer","description":"Of the audio that is kept; 0: none"},
        "incomplete":{"type":"boolean","description":"Something could not be kept"}
        """;

    private static readonly ApiSchema TurnSchema = new(
        """
        {"type":"object","properties":{
          "turn":{"type":"string"},
          "speaker":{"enum":["user","assistant"]},
          "text":{"type":"string"},
          "original":{"type":["string","null"],"description":"Before it was edited"},
          "edited":{"type":["string","null"],"format":"date-time"},
          "start_ms":{"type":["integer","null"]},
          "end_ms":{"type":["integer","null"]},
          "language":{"type":["string","null"]},
          "reason":{"type":["string","null"],"description":"Why a reply was over"},
          "played_ms":{"type":["integer","null"],"description":"How much of a reply was played"},
          "words":{"type":["array","null"],"items":{"type":"object","properties":{
            "text":{"type":"string"},"start_ms":{"type":"integer"},"end_ms":{"type":"integer"}}}},
          "translations":{"type":"object","additionalProperties":{"type":"string"}}}}
        """,
        "ConversationTurn");

    private static readonly ApiContent Turn = new("application/json", TurnSchema);

    private static readonly ApiContent Whole = new("application/json", new ApiSchema(
        $$$$"""
        {"type":"object","properties":{
        {{{{Head}}}},
        "metadata":{"type":"object","additionalProperties":{"type":"string"}},
        "said":{"type":"array","items":{{{{TurnSchema.Json}}}} } } }
        """,
        "Conversation"));

    private static readonly ApiContent Page = new("application/json", new ApiSchema(
        $$$$"""
        {"type":"object","properties":{
        "conversations":{"type":"array","items":{"type":"object","properties":{
        {{{{Head}}}} } } },
        "next":{"type":["string","null"],"description":"For after; null: there are no more"}}}
        """,
        "ConversationPage"));

    public static readonly ApiOperation List = new(Group, "List conversations, the newest first")
    {
        Parameters =
        [
            new ApiParameter("q", "query", ApiSchema.Text, $"Only those in which this is said, at most {ConversationQuery.LongestSearch} characters"),
            new ApiParameter("limit", "query", new ApiSchema($$"""{"type":"integer","minimum":1,"maximum":{{ConversationQuery.MostAtOnce}},"default":20}"""), "How many"),
            new ApiParameter("after", "query", ApiSchema.Text, "The next of the page before"),
        ],
        Answers = [new ApiAnswer(200, "A page of them", Page)],
        Refusals = [400, 403, 503],
    };

    public static readonly ApiOperation Show = new(Group, "Show a conversation with its turns")
    {
        Answers = [new ApiAnswer(200, "The conversation", Whole)],
        Refusals = [403, 404, 503],
    };

    public static readonly ApiOperation Audio = new(Group, "Hear a conversation")
    {
        Details = "What the server heard, where audio is kept. Ranges of bytes can be asked for.",
        Parameters = [new ApiParameter("Range", "header", ApiSchema.Text, "As in bytes=0-999")],
        Answers =
        [
            new ApiAnswer(200, "All of it", new ApiContent("audio/wav", ApiSchema.Bytes)),
            new ApiAnswer(206, "The part asked for", new ApiContent("audio/wav", ApiSchema.Bytes)),
        ],
        Refusals = [403, 404, 416, 503],
    };

    public static readonly ApiOperation Export = new(Group, "Take a conversation away as a file")
    {
        Parameters = [new ApiParameter("format", "query", new ApiSchema("""{"enum":["json","txt","srt","vtt"],"default":"json"}"""), "What it is written as")],
        Answers =
        [
            new ApiAnswer(
                200, "The file", Whole, new ApiContent("text/plain", ApiSchema.Text), new ApiContent("application/x-subrip", ApiSchema.Text),
                new ApiContent("text/vtt", ApiSchema.Text)),
        ],
        Refusals = [400, 403, 404, 503],
    };

    public static readonly ApiOperation Edit = new(Group, "Correct what a turn says; the original is kept")
    {
        Body = new ApiBody("The text", true, new ApiContent("application/json", new ApiSchema(
            $$"""{"type":"object","required":["text"],"additionalProperties":false,"properties":{"text":{"type":"string","minLength":1,"maxLength":{{StoredTurn.LongestText}} } } }"""))),
        Answers = [new ApiAnswer(200, "The turn", Turn)],
        Refusals = [400, 403, 404, 413, 503],
    };

    public static readonly ApiOperation Delete = new(Group, "Remove a conversation for good, its audio too")
    {
        Answers = [new ApiAnswer(204, "It is gone")],
        Refusals = [403, 404, 503],
    };
}
