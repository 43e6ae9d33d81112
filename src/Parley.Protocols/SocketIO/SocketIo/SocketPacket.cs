namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>The packet types of Socket.IO 5; the value is the character on the wire.</summary>
internal enum SocketPacketType : byte
{
    Connect = (byte)'0',
    Disconnect = (byte)'1',
    Event = (byte)'2',
    Ack = (byte)'3',
    ConnectError = (byte)'4',
    BinaryEvent = (byte)'5',
    BinaryAck = (byte)'6',
}

/// <summary>One packet, without its attachments.</summary>
/// <param name="Id">The acknowledgement that is asked for or given.</param>
/// <param name="Json">The payload, UTF-8; empty: none.</param>
/// <param name="Attachments">How many binary messages follow.</param>
internal readonly record struct SocketPacket(
    SocketPacketType Type, string Namespace, long? Id, ReadOnlyMemory<byte> Json, int Attachments)
{
    public const string MainNamespace = "/";

    /// <summary>As the packet type counts: binary or not.</summary>
    public static SocketPacketType EventType(bool binary) => binary ? SocketPacketType.BinaryEvent : SocketPacketType.Event;

    public static SocketPacketType AckType(bool binary) => binary ? SocketPacketType.BinaryAck : SocketPacketType.Ack;
}
