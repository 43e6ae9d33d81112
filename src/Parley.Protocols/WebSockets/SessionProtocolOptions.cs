using Parley.Engine.Turns;

namespace Parley.Protocols.WebSockets;

/// <summary>The limits of a WebSocket connection; <c>docs/protocol.md</c> explains each.</summary>
public sealed record SessionProtocolOptions
{
    /// <summary>When an utterance is over, for a session that does not say.</summary>
    public EndpointingOptions Endpointing { get; init; } = new();

    /// <summary>Bytes of a text message; a longer one closes the connection.</summary>
    public int MaxTextBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of a chunk of audio; a longer one is refused and read past.</summary>
    public int MaxChunkBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of a refused chunk that are read past before the connection is closed.</summary>
    public long MaxSkippedBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Refused messages on one connection before it is closed.</summary>
    public int MaxErrors { get; init; } = 100;

    /// <summary>How often the server pings.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A client is gone when the server listened for this long and heard nothing, not even a pong.</summary>
    public TimeSpan ClientTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A client that should speak is sent away when it sent no message for this long.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one write may wait for a client that does not read.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a closed connection is kept for the client to read why and to close its side.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
