namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>The limits of a Socket.IO server.</summary>
public sealed record SocketServerOptions
{
    /// <summary>How long a client may be connected without a namespace.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Binary attachments of one packet; a packet that announces more ends its connection.</summary>
    public int MaxAttachments { get; init; } = 10;

    /// <summary>Bytes of all attachments of one packet; more end the connection.</summary>
    public int MaxAttachmentBytes { get; init; } = 4_000_000;

    /// <summary>How long the attachments of a packet may take to come; then the connection ends.</summary>
    public TimeSpan AttachmentTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Namespaces that one connection may join.</summary>
    public int MaxNamespaces { get; init; } = 8;

    /// <summary>Rooms that one socket may be in.</summary>
    public int MaxRooms { get; init; } = 64;

    /// <summary>Acknowledgements that one socket may owe; one more is not sent.</summary>
    public int MaxPendingAcks { get; init; } = 256;

    /// <summary>How long a socket whose connection was lost can be recovered; zero: not at all.</summary>
    public TimeSpan RecoveryWindow { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Events kept for a socket that may be lost; older ones are forgotten, and cannot be recovered.</summary>
    public int RecoveryEvents { get; init; } = 1_024;

    /// <summary>Bytes of those events.</summary>
    public int RecoveryBytes { get; init; } = 256 * 1024;

    /// <summary>Sockets whose connection was lost that are kept; one more ends at once.</summary>
    public int MaxLost { get; init; } = 1_000;

    /// <summary>Whether sockets can be recovered.</summary>
    public bool Recovers => RecoveryWindow > TimeSpan.Zero;
}
