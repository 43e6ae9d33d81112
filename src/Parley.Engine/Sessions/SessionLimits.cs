namespace Parley.Engine.Sessions;

/// <summary>The bounds of every session on this node.</summary>
public sealed record SessionLimits
{
    /// <summary>Sessions at once; one more is refused with a retry time.</summary>
    public int MaxSessions { get; init; } = 1_000;

    /// <summary>What a refused client is told to wait.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Audio accepted but not yet processed; at the bound the sender is held back.</summary>
    public TimeSpan AudioQueue { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One chunk of audio; a longer one is refused.</summary>
    public TimeSpan MaxChunk { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far ahead a stated position may be.</summary>
    public TimeSpan MaxGap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Events held for readers; partials and acknowledgements go before finals.</summary>
    public int EventCapacity { get; init; } = 4_096;

    /// <summary>Bytes of events held for readers, as estimated.</summary>
    public long EventBytes { get; init; } = 4 << 20;

    /// <summary>Bytes of events that may wait for one reader; beyond, it is cut and may come back.</summary>
    public long WaitingBytes { get; init; } = 1 << 20;

    /// <summary>How long an ended session can still be read.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>An open utterance is closed when no audio came for this long.</summary>
    public TimeSpan InputStall { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Utterances of one session that wait for their final; at the bound its audio waits.</summary>
    public int PendingFinals { get; init; } = 4;
}
