using System.Text.Json.Serialization;
using Parley.Events;

namespace Parley.History;

/// <summary>One turn of a conversation: an utterance, a message, or a reply. Times are milliseconds from the session's sample 0.</summary>
/// <param name="Key">Unique within the conversation, and the same wherever it is noted: <c>u1</c>, <c>m7</c>, <c>r1</c>.</param>
/// <param name="Order">Turns stand in the order of this: the number of the event that told of it.</param>
public sealed record StoredTurn(string Key, long Order)
{
    public const int LongestText = 100_000;

    public required Speaker Speaker { get; init; }

    public required string Text { get; init; }

    /// <summary>Null for what has no place in the audio.</summary>
    public long? StartMs { get; init; }

    public long? EndMs { get; init; }

    /// <summary>BCP-47; null for a reply.</summary>
    public string? Language { get; init; }

    public IReadOnlyList<TimedWord>? Words { get; init; }

    /// <summary>Of a reply: why it was over, as <c>reply.ended</c> says it.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a reply: how much of it was played.</summary>
    public long? PlayedMs { get; init; }

    /// <summary>What was there before the text was edited; null: it was not.</summary>
    public string? Original { get; init; }

    public DateTimeOffset? Edited { get; init; }

    /// <summary>Target language to text.</summary>
    public IReadOnlyDictionary<string, string> Translations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Who says something.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Speaker>))]
public enum Speaker
{
    [JsonStringEnumMemberName("user")] User,

    [JsonStringEnumMemberName("assistant")] Assistant,
}

/// <param name="Turn">Its key.</param>
public sealed record TurnEdit(string Turn, string Text, DateTimeOffset At);
