namespace Parley.Engine.Cluster;

/// <summary>This node's place among others.</summary>
public sealed record ClusterOptions
{
    /// <summary>Unlike any other node's, also unlike this machine's before a restart.</summary>
    public required string Node { get; init; }

    /// <summary>A node that does not renew its lease for this long is dead; it renews it, and looks for the directory, three times as often.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long a session that is to go to another node may wait for a pause in speech.</summary>
    public TimeSpan MovePatience { get; init; } = TimeSpan.FromSeconds(4);
}
