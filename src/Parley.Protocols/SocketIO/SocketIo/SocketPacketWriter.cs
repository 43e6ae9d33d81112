using System.Globalization;
using System.Text;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>Packet → text of a message, without its attachments. Pure.</summary>
internal static class SocketPacketWriter
{
    public static byte[] Write(SocketPacket packet)
    {
        var binary = packet.Type is SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck;
        var head = new StringBuilder().Append((char)packet.Type);
        if (binary)
        {
            head.Append(CultureInfo.InvariantCulture, $"{packet.Attachments}-");
        }

        if (!string.Equals(packet.Namespace, SocketPacket.MainNamespace, StringComparison.Ordinal))
        {
            head.Append(packet.Namespace).Append(',');
        }

        head.Append(packet.Id);
        var written = head.ToString();
        var text = new byte[Encoding.UTF8.GetByteCount(written) + packet.Json.Length];
        var length = Encoding.UTF8.GetBytes(written, text);
        packet.Json.Span.CopyTo(text.AsSpan(length));
        return text;
    }
}
