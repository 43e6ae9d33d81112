namespace Parley.Server.Configuration;

/// <summary>This server's place among others; alone, unless there is a Redis.</summary>
public sealed record ClusterSettings
{
    /// <summary>Where Redis is; null: the server is alone.</summary>
    public string? Redis { get; init; }

    /// <summary>Stands before every key, so that several clusters can share one Redis.</summary>
    public string Prefix { get; init; } = "parley";

    /// <summary>The node's name in logs; what follows it makes it unique.</summary>
    public string Node { get; init; } = Environment.MachineName;

    /// <summary>What the ids of this node's Socket.IO connections begin with, so that a proxy can tell whose they are.</summary>
    public string IdPrefix { get; init; } = "";

    /// <summary>So often this node renews the records of its sessions.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What one call to Redis may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a session may wait for a pause in speech when this node stops.</summary>
    public TimeSpan MovePatience { get; init; } = TimeSpan.FromSeconds(4);
}
