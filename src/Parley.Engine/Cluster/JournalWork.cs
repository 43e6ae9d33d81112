using Parley.Cluster;
using Parley.Events;

namespace Parley.Engine.Cluster;

/// <summary>One write of a session's journal to the directory.</summary>
/// <param name="Whole">The whole record, or what was said since the last write.</param>
/// <param name="UpTo">The newest sequence number that it contains.</param>
/// <param name="Orders">The requests that it fulfils.</param>
internal sealed record JournalWork(bool Whole, long Revision, long UpTo, long Reserved, SessionCheckpoint Checkpoint, long Orders)
{
    public required List<LoggedEvent> Said { get; init; }

    /// <summary>What was said since, for the record that is there.</summary>
    public SessionWrite Addition(SessionLease lease, string checkpoint, long first) => new(lease.Id, lease.Term, Revision)
    {
        Checkpoint = checkpoint,
        Reserved = Reserved,
        First = first,
        TimeToLive = lease.TimeToLive,
        Events = Said.ConvertAll(StoredSession.Write),
    };
}
