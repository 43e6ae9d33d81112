using System.Buffers;
using System.Buffers.Text;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>
/// Packet ↔ bytes, in the two forms that a packet has: a WebSocket text message, and a record of a polling payload, where
/// binary is <c>b</c> and base64. Pure; whatever the bytes, parsing answers.
/// </summary>
internal static class EnginePacketCodec
{
    private const byte BinaryMark = (byte)'b';

    /// <param name="utf8">One text message; the packet's data is a part of it, not a copy.</param>
    public static bool TryParseText(ReadOnlyMemory<byte> utf8, out EnginePacket packet)
    {
        packet = default;
        if (utf8.IsEmpty || utf8.Span[0] is < (byte)EnginePacketType.Open or > (byte)EnginePacketType.Noop)
        {
            return false;
        }

        packet = new EnginePacket((EnginePacketType)utf8.Span[0], utf8[1..]);
        return true;
    }

    /// <param name="utf8">One record; text is a part of it, binary is decoded into bytes of its own.</param>
    public static bool TryParseRecord(ReadOnlyMemory<byte> utf8, out EnginePacket packet)
    {
        if (utf8.IsEmpty || utf8.Span[0] != BinaryMark)
        {
            return TryParseText(utf8, out packet);
        }

        var encoded = utf8.Span[1..];
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        var done = Base64.DecodeFromUtf8(encoded, bytes, out _, out var written) == OperationStatus.Done;
        packet = done ? EnginePacket.OfBytes(bytes.AsMemory(0, written)) : default;
        return done;
    }

    /// <summary>Bytes that <see cref="WriteRecord"/> writes.</summary>
    public static int RecordLength(EnginePacket packet) =>
        1 + (packet.Binary ? Base64.GetMaxEncodedToUtf8Length(packet.Data.Length) : packet.Data.Length);

    public static void WriteRecord(IBufferWriter<byte> output, EnginePacket packet)
    {
        var length = RecordLength(packet);
        var into = output.GetSpan(length);
        if (packet.Binary)
        {
            into[0] = BinaryMark;
            Base64.EncodeToUtf8(packet.Data.Span, into[1..], out _, out _);
        }
        else
        {
            into[0] = (byte)packet.Type;
            packet.Data.Span.CopyTo(into[1..]);
        }

        output.Advance(length);
    }
}
