using System.Text.Json.Serialization;

namespace Parley.Events;

/// <summary>The client wrote instead of speaking.</summary>
public sealed record MessageHeard(string Text) : SessionEvent;

/// <summary>The assistant begins to answer; its text and its speech follow. Replies never overlap.</summary>
/// <param name="Reply">From 1.</param>
/// <param name="Assistant">Whoever answers.</param>
/// <param name="Scripted">It answers from a list of patterns; there is no language model.</param>
/// <param name="Rate">Samples a second of the reply's audio: the unit of its positions.</param>
public sealed record ReplyStarted(int Reply, string Assistant, bool Scripted, int Rate) : SessionEvent
{
    /// <summary>What the client that asked for it calls it; null: it comes by itself, or has no name.</summary>
    [JsonIgnore]
    public string? Request { get; init; }
}

/// <summary>More of the reply's text, as the model writes it; ahead of what is heard.</summary>
public sealed record ReplyText(int Reply, string Delta) : SessionEvent;

/// <summary>A piece of the reply's speech: one channel of little-endian samples of 16 bits.</summary>
/// <param name="Position">Of its first sample in the reply.</param>
public sealed record ReplyAudio(int Reply, long Position, int Rate, ReadOnlyMemory<byte> Data) : SessionEvent
{
    public const int SampleBytes = 2;

    /// <summary>How many samples it holds.</summary>
    [JsonIgnore]
    public int Samples => Data.Length / SampleBytes;
}

/// <summary>The user makes a sound: no more audio comes until it is known whether it was speech.</summary>
/// <param name="Position">How far the reply was played.</param>
public sealed record ReplyPaused(int Reply, long Position) : SessionEvent;

/// <summary>The sound was none that interrupts: the reply goes on where it was.</summary>
public sealed record ReplyResumed(int Reply, long Position) : SessionEvent;

/// <summary>The reply is over; what of its audio was not played is to be thrown away.</summary>
/// <param name="Played">Samples of it that were played.</param>
/// <param name="Text">What was heard of it: the assistant remembers no more.</param>
public sealed record ReplyEnded(int Reply, ReplyEndReason Reason, long Played, string Text) : SessionEvent;

/// <summary>Why a reply was over.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReplyEndReason>))]
public enum ReplyEndReason
{
    /// <summary>All of it was played.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>The user spoke, or wrote something else.</summary>
    [JsonStringEnumMemberName("interrupted")] Interrupted,

    /// <summary>The client stopped it, or the session ended.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,

    /// <summary>It was longer than a reply may be.</summary>
    [JsonStringEnumMemberName("length")] Length,

    /// <summary>The assistant failed; what was spoken last is the apology.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}
