using Parley.Failures;

namespace Parley.Cluster;

/// <summary>
/// What the nodes of a cluster know of each other's sessions. A session belongs to the node with its newest term; what any
/// other node still writes is refused. Every call ends within a bound of its own, with
/// <see cref="ErrorCodes.ResumeUnavailable"/> when the directory cannot be reached.
/// </summary>
public interface ISessionDirectory
{
    /// <summary>Adds to a session's record. Doing it twice does it once.</summary>
    Task<Outcome<WriteVerdict>> WriteAsync(SessionWrite write);

    /// <summary>
    /// Puts a session's record in place as a whole: the first time, and where it was lost. Refused as
    /// <see cref="WriteVerdict.Fenced"/> when there is one of a newer term.
    /// </summary>
    Task<Outcome<WriteVerdict>> ReplaceAsync(SessionImage image);

    /// <summary>The record, with the events after <paramref name="after"/>; <c>session_not_found</c> when there is none.</summary>
    Task<Outcome<SessionImage>> ReadAsync(string id, long after);

    /// <summary>Makes the session this node's, whoever had it: the record as it is from now on, in a term one higher.</summary>
    Task<Outcome<SessionImage>> ClaimAsync(string id, string node);

    /// <summary>The session is nobody's until somebody claims it. Nothing happens in another term.</summary>
    Task<Outcome<WriteVerdict>> ReleaseAsync(string id, long term);

    /// <summary>
    /// The session is over and read: it is not found any more, and whoever had it once is still refused. Nothing happens in
    /// another term.
    /// </summary>
    Task<Outcome<WriteVerdict>> RemoveAsync(string id, long term);

    /// <summary>These records live on. Without any, it is still found out whether the directory can be reached.</summary>
    /// <returns>Those of the sessions whose record is not there, or of another term.</returns>
    Task<Outcome<IReadOnlyList<string>>> RenewAsync(IReadOnlyList<SessionLease> sessions);

    /// <summary>
    /// Calls <paramref name="changed"/> after each write to the session and each claim of it, and when word of one may have
    /// been missed. Disposing ends it.
    /// </summary>
    Task<IAsyncDisposable> WatchAsync(string id, Action changed);

    /// <summary>Calls <paramref name="lost"/> with the id of each session that another node claims from this one.</summary>
    Task<IAsyncDisposable> WatchClaimsAsync(string node, Action<string> lost);
}
