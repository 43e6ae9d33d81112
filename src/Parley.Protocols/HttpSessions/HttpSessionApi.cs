using Parley.Protocols.Http.Api;

namespace Parley.Protocols.HttpSessions;

/// <summary>What the API document says of sessions; <c>docs/protocol.md</c> says it at length.</summary>
internal static class HttpSessionApi
{
    private const string Group = "Sessions";

    private static readonly ApiSchema Options = new(
        """
        {"type":"object","additionalProperties":false,"properties":{
          "language":{"type":"string","default":"en","description":"BCP-47, or auto"},
          "model":{"type":"string","description":"A name from /v1/models"},
          "mode":{"enum":["stream","batch"],"default":"stream"},
          "input":{"type":"object","properties":{
            "encoding":{"enum":["s16le","f32le","mulaw","alaw","opus"],"default":"s16le"},
            "rate":{"type":"integer","minimum":8000,"maximum":48000,"default":16000},
            "channels":{"type":"integer","minimum":1,"maximum":2,"default":1}}},
          "partials":{"type":"boolean"},
          "words":{"type":"boolean","default":false},
          "endpointing":{"type":"object","properties":{
            "silence_ms":{"type":"integer","minimum":100,"maximum":5000,"default":600},
            "max_utterance_ms":{"type":"integer","minimum":2000,"maximum":30000,"default":15000},
            "manual":{"type":"boolean","default":false},
            "threshold":{"type":"number","minimum":0,"maximum":1}}},
          "converse":{"type":"object","properties":{
            "assistant":{"type":"string","description":"A name from /api/system/info"},
            "voice":{"type":"string","description":"A name from /v1/audio/voices"},
            "instructions":{"type":"string","maxLength":8000},
            "history":{"type":"integer","minimum":0,"maximum":200,"default":20},
            "rate":{"type":"integer","minimum":8000,"maximum":48000,"default":24000}}},
          "translate":{"type":"object","properties":{
            "targets":{"type":"array","maxItems":8,"items":{"type":"string","description":"BCP-47"}},
            "translator":{"type":"string","description":"A name from /api/system/info"},
            "calm":{"type":"boolean","default":false},
            "glossary":{"type":"array","maxItems":100,"items":{"type":"object","required":["term","translation"],"properties":{
              "term":{"type":"string","maxLength":100},
              "translation":{"type":"string","maxLength":100},
              "target":{"type":"string"}}}}}},
          "history":{"type":"object","properties":{
            "text":{"type":"boolean","description":"Keep what is said"},
            "audio":{"type":"boolean","description":"Keep what is heard"}}},
          "resumable":{"const":true},
          "resume_window":{"type":"integer","minimum":1,"maximum":600,"default":120},
          "metadata":{"type":"object","maxProperties":16,"additionalProperties":{"type":"string","maxLength":256}}}}
        """,
        "SessionOptions");

    private static readonly ApiContent Session = new("application/json", new ApiSchema(
        """
        {"type":"object","properties":{
          "session_id":{"type":"string"},
          "state":{"enum":["active","draining","ended"]},
          "model":{"type":"string"},
          "language":{"type":"string"},
          "rate":{"type":"integer","description":"Samples a second"},
          "epoch":{"type":"integer","description":"Grows with each connection that speaks"},
          "received":{"type":"integer","description":"Samples that are held"},
          "committed":{"type":"integer","description":"Samples before which everything is final"},
          "last":{"type":"integer","description":"Sequence number of the newest event"},
          "resumable":{"type":"boolean"},
          "resume_window":{"type":"integer","description":"Seconds that it waits for its speaker"}}}
        """,
        "Session"));

    private static readonly ApiSchema Told = new(
        """
        {"type":"object","required":["type"],"properties":{
          "type":{"enum":["session.update","message","reply.create","reply.played","reply.cancel"]},
          "language":{"type":"string","description":"BCP-47"},
          "translate":{"type":"object","description":"As in the options of the session"},
          "text":{"type":"string","maxLength":8000},
          "instructions":{"type":"string","maxLength":8000},
          "reply":{"type":"integer"},
          "position":{"type":"integer","minimum":0,"description":"Samples of the reply"}}}
        """,
        "SessionMessage");

    private static readonly ApiContent Held = new("application/json", new ApiSchema(
        """{"type":"object","properties":{"received":{"type":"integer"},"committed":{"type":"integer"}}}""", "Held"));

    private static readonly ApiContent Link = new("application/json", new ApiSchema(
        """{"type":"object","properties":{"link":{"type":"string"},"events":{"type":"string","description":"Path of the events"}}}""", "Link"));

    private static readonly ApiParameter After =
        new("after", "query", ApiSchema.Count, "Sequence number of the last event that was read; 0: from the first one held");

    public static readonly ApiOperation Start = new(Group, "Start a session")
    {
        Body = new ApiBody("The options of session.start; nothing for the defaults", false, new ApiContent("application/json", Options)),
        Answers = [new ApiAnswer(201, "The session; Location leads to it", Session)],
        Refusals = [400, 404, 413, 503],
    };

    public static readonly ApiOperation Upload = new(Group, "Send audio")
    {
        Details = "The body is heard while it arrives. One request at a time may send audio of a session. Refused with audio_gap, received says from where audio has to be sent again.",
        Parameters = [new ApiParameter("position", "query", ApiSchema.Count, "Of the body's first sample; by default where the audio ends")],
        Body = new ApiBody("Samples in the declared encoding, any length", true, new ApiContent("application/octet-stream", ApiSchema.Bytes)),
        Answers = [new ApiAnswer(200, "All of it is held", Held)],
        Refusals = [400, 404, 408, 409, 413, 503],
    };

    public static readonly ApiOperation Flush = new(Group, "Ask for a final of what was said so far")
    {
        Answers = [new ApiAnswer(200, "Asked", Held)],
        Refusals = [404, 409, 503],
    };

    public static readonly ApiOperation Tell = new(Group, "Write to the assistant, or say what was played of its reply")
    {
        Body = new ApiBody("message, reply.create, reply.played or reply.cancel, as docs/conversation.md lists them, or session.update", true, new ApiContent("application/json", Told)),
        Answers = [new ApiAnswer(202, "The session", Session)],
        Refusals = [400, 404, 409, 413, 503],
    };

    public static readonly ApiOperation Events = new(Group, "Read the events as they happen")
    {
        Details = "Server-sent events: event is the type, id the sequence number, data the JSON that docs/protocol.md lists.",
        Parameters = [After, new ApiParameter("Last-Event-ID", "header", ApiSchema.Count, "As after, and counts before it")],
        Answers =
        [
            new ApiAnswer(200, "Events until session.ended", new ApiContent("text/event-stream", ApiSchema.Text)),
            new ApiAnswer(204, "session.ended was read already"),
        ],
        Refusals = [400, 404, 410, 503],
    };

    public static readonly ApiOperation Share = new(Group, "Get a link to read along, and nothing else")
    {
        Answers = [new ApiAnswer(200, "The link, good for as long as the session can be read", Link)],
        Refusals = [404, 503],
    };

    public static readonly ApiOperation Shared = new(Group, "Read the events of a shared session")
    {
        Details = "As the session's own events, with the link in place of session_id.",
        Parameters = Events.Parameters,
        Answers = Events.Answers,
        Refusals = Events.Refusals,
    };

    public static readonly ApiOperation End = new(Group, "End the audio; finals follow in the events")
    {
        Answers = [new ApiAnswer(202, "The session", Session)],
        Refusals = [404, 409, 503],
    };

    public static readonly ApiOperation Speak = new(Group, "Speak over WebSocket")
    {
        Details = "The messages in both directions stand in docs/protocol.md.",
        Answers = [new ApiAnswer(101, "Upgraded to WebSocket")],
        Refusals = [400, 503],
    };

    public static readonly ApiOperation Show = new(Group, "Show where a session stands; with an upgrade, follow it over WebSocket")
    {
        Parameters = [After],
        Answers = [new ApiAnswer(200, "The session", Session), new ApiAnswer(101, "Upgraded to WebSocket")],
        Refusals = [400, 404, 503],
    };
}
