using Parley.Protocols.Http.Api;

namespace Parley.Protocols.OpenAi;

/// <summary>What the API document says of OpenAI's interfaces; <c>docs/openai.md</c> says it at length.</summary>
internal static class OpenAiApi
{
    private const string Group = "OpenAI";

    private const string ModelJson =
        """
        {"type":"object","properties":{
          "id":{"type":"string"},
          "object":{"const":"model"},
          "created":{"type":"integer"},
          "owned_by":{"type":"string"},
          "root":{"type":"string","description":"The model that answers to the name"},
          "languages":{"type":"array","items":{"type":"string"},"description":"BCP-47 primary languages; empty: any"},
          "word_times":{"type":"boolean"}}}
        """;

    private static readonly ApiContent Form = new("multipart/form-data", new ApiSchema(
        """
        {"type":"object","required":["file"],"properties":{
          "file":{"type":"string","contentMediaType":"application/octet-stream","description":"WAV, MP3, M4A/AAC, FLAC, Ogg, WebM"},
          "model":{"type":"string","description":"A name from /v1/models, or OpenAI's"},
          "language":{"type":"string"},
          "response_format":{"enum":["json","text","srt","vtt","verbose_json"],"default":"json"},
          "stream":{"type":"boolean","default":false},
          "timestamp_granularities[]":{"type":"array","items":{"enum":["segment","word"]}},
          "prompt":{"type":"string"},
          "temperature":{"type":"number","minimum":0,"maximum":1}}}
        """));

    private static readonly ApiContent TranslationForm = new("multipart/form-data", new ApiSchema(
        """
        {"type":"object","required":["file"],"properties":{
          "file":{"type":"string","contentMediaType":"application/octet-stream","description":"WAV, MP3, M4A/AAC, FLAC, Ogg, WebM"},
          "model":{"type":"string","description":"A name from /v1/models, or OpenAI's: who recognises"},
          "language":{"type":"string","description":"What is spoken; left out, the model finds out"},
          "response_format":{"enum":["json","text","srt","vtt","verbose_json"],"default":"json"},
          "stream":{"type":"boolean","default":false},
          "prompt":{"type":"string"},
          "temperature":{"type":"number","minimum":0,"maximum":1}}}
        """));

    private static readonly ApiSchema Transcription = new(
        """
        {"type":"object","required":["text"],"properties":{
          "text":{"type":"string"},
          "usage":{"type":"object","properties":{"type":{"const":"duration"},"seconds":{"type":"integer"}}},
          "task":{"type":"string"},
          "language":{"type":"string"},
          "duration":{"type":"number","description":"Seconds"},
          "segments":{"type":"array","items":{"type":"object"}},
          "words":{"type":"array","items":{"type":"object","properties":{
            "word":{"type":"string"},"start":{"type":"number"},"end":{"type":"number"}}}}}}
        """,
        "Transcription");

    public static readonly ApiOperation Transcribe = new(Group, "Transcribe a recording")
    {
        Body = new ApiBody("The recording and how it is wanted", true, Form),
        Answers =
        [
            new ApiAnswer(
                200,
                "The transcript, as response_format and stream ask for it",
                new ApiContent("application/json", Transcription),
                new ApiContent("text/plain", ApiSchema.Text),
                new ApiContent("text/vtt", ApiSchema.Text),
                new ApiContent("text/event-stream", ApiSchema.Text)),
        ],
        Refusals = [400, 404, 413, 415, 502, 503],
        RefusesAsOpenAi = true,
    };

    public static readonly ApiOperation Translate = new(Group, "Translate a recording to English")
    {
        Details = "English speech is answered as it was spoken. Where no model here translates the language to English, the answer is 400.",
        Body = new ApiBody("The recording and how it is wanted", true, TranslationForm),
        Answers =
        [
            new ApiAnswer(
                200,
                "The translation, as response_format asks for it",
                new ApiContent("application/json", Transcription),
                new ApiContent("text/plain", ApiSchema.Text),
                new ApiContent("text/vtt", ApiSchema.Text),
                new ApiContent("text/event-stream", ApiSchema.Text)),
        ],
        Refusals = [400, 404, 413, 415, 502, 503],
        RefusesAsOpenAi = true,
    };

    public static readonly ApiOperation Models = new(Group, "List the models")
    {
        Answers =
        [
            new ApiAnswer(200, "The models, the default first", new ApiContent("application/json", new ApiSchema(
                """{"type":"object","properties":{"object":{"const":"list"},"data":{"type":"array","items":""" + ModelJson + "}}}", "Models"))),
        ],
    };

    public static readonly ApiOperation Model = new(Group, "Show a model")
    {
        Answers = [new ApiAnswer(200, "The model", new ApiContent("application/json", new ApiSchema(ModelJson, "Model")))],
        Refusals = [404],
        RefusesAsOpenAi = true,
    };

    public static readonly ApiOperation Realtime = new(Group, "Speak over OpenAI's realtime WebSocket")
    {
        Details = "The events in both directions stand in docs/openai.md.",
        Parameters =
        [
            new ApiParameter("intent", "query", ApiSchema.Text, "transcription"),
            new ApiParameter("model", "query", ApiSchema.Text, "A model's name"),
        ],
        Answers = [new ApiAnswer(101, "Upgraded to WebSocket")],
        Refusals = [400, 401, 426, 503],
        RefusesAsOpenAi = true,
    };
}
