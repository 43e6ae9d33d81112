using System.Globalization;
using System.Text.Json;
using Parley.Events;

namespace Parley.Protocols.Tests.Conformance;

/// <summary>What a protocol said, in one shape for all of them; what it does not say is null.</summary>
/// <param name="Type">The type of the session's event; <c>error</c> for every refusal, wherever it stands.</param>
internal sealed record Heard(string Type)
{
    public long? Seq { get; init; }

    public string? SessionId { get; init; }

    public string? Stable { get; init; }

    public string? Tail { get; init; }

    public string? Text { get; init; }

    public double? Start { get; init; }

    public double? End { get; init; }

    public IReadOnlyList<TimedWord> Words { get; init; } = [];

    public long? Received { get; init; }

    public long? Committed { get; init; }

    public string? Code { get; init; }

    public string? Param { get; init; }

    public long? RetryAfterMs { get; init; }

    public long? From { get; init; }

    public long? To { get; init; }

    public double? AudioSeconds { get; init; }

    public string? Reason { get; init; }

    /// <summary>The language of a translation.</summary>
    public string? Target { get; init; }

    /// <summary>The number of the reply that it is about.</summary>
    public long? Reply { get; init; }

    /// <summary>Where a reply's audio stands, samples.</summary>
    public long? Position { get; init; }

    /// <summary>Bytes of a reply's audio.</summary>
    public int? Bytes { get; init; }

    /// <summary>The end of a session whose protocol has no event for it.</summary>
    public static Heard Over { get; } = new("session.ended") { Reason = "completed" };

    /// <summary>An event or an error in the session protocol's own names.</summary>
    public static Heard Of(JsonElement json, string? type = null) => new(type ?? json.Some("type"))
    {
        Seq = Whole(json, "seq"),
        SessionId = String(json, "session_id"),
        Stable = String(json, "stable"),
        Tail = String(json, "tail"),
        Text = String(json, "text") ?? String(json, "delta"),
        Start = Real(json, "start"),
        End = Real(json, "end"),
        Words = json.TryGetProperty("words", out var words) && words.ValueKind == JsonValueKind.Array ? [.. words.EnumerateArray().Select(Word)] : [],
        Received = Whole(json, "received"),
        Committed = Whole(json, "committed"),
        Code = String(json, "code"),
        Param = String(json, "param"),
        RetryAfterMs = Whole(json, "retry_after_ms"),
        From = Whole(json, "from"),
        To = Whole(json, "to"),
        AudioSeconds = Real(json, "audio_seconds"),
        Reason = String(json, "reason"),
        Target = String(json, "target"),
        Reply = Whole(json, "reply"),
        Position = Whole(json, "position"),
        Bytes = String(json, "data") is { } data ? Convert.FromBase64String(data).Length : null,
    };

    private static TimedWord Word(JsonElement word) => new(word.Some("text"), Real(word, "start")!.Value, Real(word, "end")!.Value);

    private static string? String(JsonElement json, string name) =>
        json.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;

    /// <summary>The JSON of protocol buffers writes long numbers as text.</summary>
    private static long? Whole(JsonElement json, string name) => json.TryGetProperty(name, out var field)
        ? field.ValueKind switch
        {
            JsonValueKind.Number => field.GetInt64(),
            JsonValueKind.String => long.Parse(field.GetString()!, CultureInfo.InvariantCulture),
            _ => null,
        }
        : null;

    private static double? Real(JsonElement json, string name) =>
        json.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Number ? field.GetDouble() : null;
}
