using System.Buffers.Binary;
using System.Text;

namespace Parley.Protocols.WebSockets;

/// <summary>Whole, unmasked frames (RFC 6455 §5.2), for what has to be said past the WebSocket object.</summary>
internal static class ServerFrame
{
    private const byte Final = 0x80;
    private const byte TextOpcode = 0x1;
    private const byte CloseOpcode = 0x8;
    private const byte PingOpcode = 0x9;

    /// <summary>A ping without payload.</summary>
    public static readonly ReadOnlyMemory<byte> Ping = new byte[] { Final | PingOpcode, 0 };

    public static byte[] Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > ushort.MaxValue)
        {
            throw new ArgumentException($"At most {ushort.MaxValue} bytes.", nameof(utf8));
        }

        var header = utf8.Length < 126 ? 2 : 4;
        var frame = new byte[header + utf8.Length];
        frame[0] = Final | TextOpcode;
        if (header == 2)
        {
            frame[1] = (byte)utf8.Length;
        }
        else
        {
            frame[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)utf8.Length);
        }

        utf8.CopyTo(frame.AsSpan(header));
        return frame;
    }

    /// <param name="reason">At most 123 bytes.</param>
    public static byte[] Close(int code, string reason)
    {
        var text = Encoding.UTF8.GetBytes(reason);
        var frame = new byte[4 + text.Length];
        frame[0] = Final | CloseOpcode;
        frame[1] = (byte)(2 + text.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)code);
        text.CopyTo(frame, 4);
        return frame;
    }

    /// <summary>The code of a close frame; null for any other frame, and for a close without one.</summary>
    public static int? CloseCode(ReadOnlySpan<byte> frame) =>
        frame.Length >= 4 && frame[0] == (Final | CloseOpcode) ? BinaryPrimitives.ReadUInt16BigEndian(frame[2..]) : null;
}
