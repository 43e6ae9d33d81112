namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>The limits of an Engine.IO server and of each of its connections.</summary>
public sealed record EngineIoOptions
{
    /// <summary>What every connection's id begins with, so that a proxy can tell whose it is; letters, digits and <c>-</c>.</summary>
    public string IdPrefix { get; init; } = "";

    /// <summary>How long after a pong the next ping leaves.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client has to answer a ping.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of one polling request or one WebSocket message; more is refused with 413 or close 1009.</summary>
    public int MaxPayload { get; init; } = 1_000_000;

    /// <summary>Connections at once; one more is refused with 503.</summary>
    public int MaxConnections { get; init; } = 4_000;

    /// <summary>Packets that wait for a client that does not read; one more closes the connection.</summary>
    public int MaxBufferedPackets { get; init; } = 4_096;

    /// <summary>Bytes that wait for a client that does not read; more closes the connection.</summary>
    public int MaxBufferedBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a WebSocket opened for an existing connection may take to become its transport.</summary>
    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one write may wait for a client that does not read.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client has to fetch the last packets and to close its side.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What a client refused for <see cref="MaxConnections"/> is told to wait.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}
