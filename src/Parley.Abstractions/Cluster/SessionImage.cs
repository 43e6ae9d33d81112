namespace Parley.Cluster;

/// <summary>All that another node needs to go on with a session.</summary>
/// <param name="Id">The session.</param>
/// <param name="Term">From 1, one more with each claim; only the newest may write.</param>
public sealed record SessionImage(string Id, long Term)
{
    /// <summary>The node that runs it; empty when it was given up.</summary>
    public required string Owner { get; init; }

    /// <summary>The newest write that it contains, within the term.</summary>
    public long Revision { get; init; }

    /// <summary>What the session was asked to be; for the engine to read.</summary>
    public required string Options { get; init; }

    /// <summary>How far it had come when the last of the events was written; for the engine to read.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Every sequence number up to this one may have been used.</summary>
    public required long Reserved { get; init; }

    /// <summary>From this sequence number on nothing is missing but what a later event made worthless.</summary>
    public long First { get; init; } = 1;

    /// <summary>The newest sequence number in the record.</summary>
    public long Last { get; init; }

    /// <summary>How long the record outlives its last write or renewal.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>Ascending.</summary>
    public IReadOnlyList<StoredEvent> Events { get; init; } = [];
}

/// <summary>One event, in the engine's writing.</summary>
public readonly record struct StoredEvent(long Sequence, ReadOnlyMemory<byte> Body);

/// <summary>What a session adds to its record: events and where it stands after them, together or not at all.</summary>
/// <param name="Id">The session.</param>
/// <param name="Term">The writer's term.</param>
/// <param name="Revision">One more than the write before, in this term.</param>
public sealed record SessionWrite(string Id, long Term, long Revision)
{
    public required string Checkpoint { get; init; }

    public required long Reserved { get; init; }

    public required long First { get; init; }

    public required TimeSpan TimeToLive { get; init; }

    /// <summary>Ascending; those that the record has are passed over.</summary>
    public IReadOnlyList<StoredEvent> Events { get; init; } = [];
}

/// <summary>What became of a write.</summary>
public enum WriteVerdict
{
    /// <summary>It is in the record.</summary>
    Accepted,

    /// <summary>A newer term has the session: nothing was written.</summary>
    Fenced,

    /// <summary>There is no record to add to.</summary>
    Missing,
}

/// <summary>A session whose record is to live on.</summary>
public readonly record struct SessionLease(string Id, long Term, TimeSpan TimeToLive);
