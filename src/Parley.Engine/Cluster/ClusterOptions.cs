namespace Parley.Engine.Cluster;

/// <summary>This node's place among others.</summary>
public sealed record ClusterOptions
{
    /// <summary>Unlike any other node's, also unlike this machine's before a restart.</summary>
    public required string Node { get; init; }

    /// <summary>So often a node renews the records of its sessions, and looks whether the directory is there.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a session that is to go to another node may wait for a pause in speech.</summary>
    public TimeSpan MovePatience { get; init; } = TimeSpan.FromSeconds(4);
}
