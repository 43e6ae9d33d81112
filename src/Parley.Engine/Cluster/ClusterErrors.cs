using Parley.Failures;

namespace Parley.Engine.Cluster;

/// <summary>What a client is told when its session is not where it was.</summary>
internal static class ClusterErrors
{
    public static ParleyError Moved { get; } =
        new(ErrorCodes.SessionMoved, "The session goes on at another node; connect again to read on.") { Retry = true, RetryAfterMs = 0 };

    public static ParleyError Stopping { get; } = new(ErrorCodes.ShuttingDown, "The server is stopping.") { Retry = true, RetryAfterMs = 0 };
}
