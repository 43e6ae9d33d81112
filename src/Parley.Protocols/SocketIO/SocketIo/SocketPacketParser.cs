using System.Buffers.Text;
using System.Text;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>
/// Text of a message → packet: <c>type [attachments-] [namespace,] [id] [json]</c>. Pure; whatever the bytes, it answers,
/// and what it accepts has the payload that its type demands.
/// </summary>
internal static class SocketPacketParser
{
    /// <summary>Bytes of a namespace's name.</summary>
    public const int LongestNamespace = 256;

    /// <summary>Whole numbers that every client can write.</summary>
    private const long LargestId = (1L << 53) - 1;

    /// <param name="text">The packet's JSON is a part of it, not a copy.</param>
    /// <param name="maxAttachments">More are refused.</param>
    public static bool TryParse(ReadOnlyMemory<byte> text, int maxAttachments, out SocketPacket packet)
    {
        packet = default;
        if (text.IsEmpty || text.Span[0] is < (byte)SocketPacketType.Connect or > (byte)SocketPacketType.BinaryAck)
        {
            return false;
        }

        var type = (SocketPacketType)text.Span[0];
        var rest = text[1..];
        var attachments = 0;
        if (type is SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck && !TryTakeAttachments(ref rest, maxAttachments, out attachments))
        {
            return false;
        }

        if (!TryTakeNamespace(ref rest, out var name) || !TryTakeId(ref rest, out var id))
        {
            return false;
        }

        packet = new SocketPacket(type, name, id, rest, attachments);
        return SocketPayloadRules.Allow(packet);
    }

    private static bool TryTakeAttachments(ref ReadOnlyMemory<byte> rest, int most, out int count)
    {
        if (!Utf8Parser.TryParse(rest.Span, out count, out var used) || count < 0 || count > most
            || rest.Span[0] is < (byte)'0' or > (byte)'9' || used >= rest.Length || rest.Span[used] != '-')
        {
            return false;
        }

        rest = rest[(used + 1)..];
        return true;
    }

    private static bool TryTakeNamespace(ref ReadOnlyMemory<byte> rest, out string name)
    {
        name = SocketPacket.MainNamespace;
        if (rest.IsEmpty || rest.Span[0] != '/')
        {
            return true;
        }

        var length = rest.Span.IndexOf((byte)',');
        var written = length < 0 ? rest : rest[..length];
        if (written.Length > LongestNamespace)
        {
            return false;
        }

        name = Encoding.UTF8.GetString(written.Span);
        rest = length < 0 ? default : rest[(length + 1)..];
        return true;
    }

    private static bool TryTakeId(ref ReadOnlyMemory<byte> rest, out long? id)
    {
        id = null;
        if (rest.IsEmpty || rest.Span[0] is < (byte)'0' or > (byte)'9')
        {
            return true;
        }

        if (!Utf8Parser.TryParse(rest.Span, out long number, out var used) || number > LargestId)
        {
            return false;
        }

        id = number;
        rest = rest[used..];
        return true;
    }
}
