using System.Buffers;
using System.Buffers.Binary;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>Packet → one whole, unmasked WebSocket frame (RFC 6455 §5.2), so that many leave in one write. Pure.</summary>
internal static class WebSocketFrames
{
    private const byte Text = 0x81;
    private const byte Binary = 0x82;
    private const int LongestHeader = 10;

    public static void Write(IBufferWriter<byte> output, EnginePacket packet)
    {
        var payload = packet.Data.Length + (packet.Binary ? 0 : 1);
        var into = output.GetSpan(LongestHeader + payload);
        var at = Header(into, packet.Binary ? Binary : Text, payload);
        if (!packet.Binary)
        {
            into[at++] = (byte)packet.Type;
        }

        packet.Data.Span.CopyTo(into[at..]);
        output.Advance(at + packet.Data.Length);
    }

    private static int Header(Span<byte> into, byte first, int payload)
    {
        into[0] = first;
        switch (payload)
        {
            case < 126:
                into[1] = (byte)payload;
                return 2;
            case <= ushort.MaxValue:
                into[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(into[2..], (ushort)payload);
                return 4;
            default:
                into[1] = 127;
                BinaryPrimitives.WriteInt64BigEndian(into[2..], payload);
                return LongestHeader;
        }
    }
}
