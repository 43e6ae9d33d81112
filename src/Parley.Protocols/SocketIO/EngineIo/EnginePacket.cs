namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>The packet types of Engine.IO 4; the value is the character on the wire.</summary>
internal enum EnginePacketType : byte
{
    Open = (byte)'0',
    Close = (byte)'1',
    Ping = (byte)'2',
    Pong = (byte)'3',
    Message = (byte)'4',
    Upgrade = (byte)'5',
    Noop = (byte)'6',
}

/// <summary>One packet.</summary>
/// <param name="Data">UTF-8, or any bytes when <paramref name="Binary"/>.</param>
/// <param name="Binary">Only a message can be.</param>
internal readonly record struct EnginePacket(EnginePacketType Type, ReadOnlyMemory<byte> Data = default, bool Binary = false)
{
    public static EnginePacket OfText(ReadOnlyMemory<byte> utf8) => new(EnginePacketType.Message, utf8);

    public static EnginePacket OfBytes(ReadOnlyMemory<byte> bytes) => new(EnginePacketType.Message, bytes, Binary: true);
}
