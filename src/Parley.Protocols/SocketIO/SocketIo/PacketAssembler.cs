namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>
/// Puts packets and their attachments together, bounded in number, bytes and (by its owner) time. One packet at a time:
/// a text between a packet and its attachments, or an attachment without a packet, breaks the protocol.
/// </summary>
internal sealed class PacketAssembler(SocketServerOptions options)
{
    private SocketPacket _packet;
    private List<ReadOnlyMemory<byte>>? _attachments;
    private long _bytes;

    /// <summary>A packet's attachments have not all come.</summary>
    public bool IsWaiting => _attachments is not null;

    /// <summary>Takes a text; false: it breaks the protocol. A packet that needs nothing more is given out.</summary>
    public bool TryAddText(ReadOnlyMemory<byte> utf8, out AssembledPacket? whole)
    {
        whole = null;
        if (IsWaiting || !SocketPacketParser.TryParse(utf8, options.MaxAttachments, out var packet))
        {
            return false;
        }

        if (packet.Attachments == 0)
        {
            whole = new AssembledPacket(packet, []);
            return true;
        }

        // The text is the transport's, and good for this call only.
        _packet = packet with { Json = packet.Json.ToArray() };
        (_attachments, _bytes) = (new List<ReadOnlyMemory<byte>>(packet.Attachments), 0);
        return true;
    }

    /// <summary>Takes an attachment; false: nobody asked for it, or there are too many bytes.</summary>
    public bool TryAddBytes(ReadOnlyMemory<byte> bytes, out AssembledPacket? whole)
    {
        whole = null;
        _bytes += bytes.Length;
        if (_attachments is null || _bytes > options.MaxAttachmentBytes)
        {
            return false;
        }

        _attachments.Add(bytes.ToArray());
        if (_attachments.Count == _packet.Attachments)
        {
            whole = new AssembledPacket(_packet, _attachments);
            (_packet, _attachments) = (default, null);
        }

        return true;
    }
}

/// <summary>A packet with everything that belongs to it.</summary>
internal readonly record struct AssembledPacket(SocketPacket Packet, IReadOnlyList<ReadOnlyMemory<byte>> Attachments);
