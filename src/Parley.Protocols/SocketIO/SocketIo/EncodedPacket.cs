using System.Globalization;
using System.Text;
using Parley.Protocols.SocketIO.EngineIo;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>A packet as it leaves, shared by everyone it goes to: its text, then its attachments.</summary>
/// <param name="Offset">Names an event for recovery; null: not to be recovered.</param>
/// <param name="At">When it was said.</param>
internal sealed record EncodedPacket(string? Offset, long At, EnginePacket[] Parts)
{
    public int Bytes { get; } = Parts.Sum(part => part.Data.Length);

    /// <param name="offset">Stands behind the arguments, where a client looks for it; null: nothing does.</param>
    public static EncodedPacket Event(string name, SocketPayload payload, long? id, string? offset, long at)
    {
        var json = offset is null ? payload.Json : WithOffset(payload.Json, offset);
        return Of(SocketPacket.EventType(payload.Attachments.Count > 0), name, id, json, payload.Attachments, offset, at);
    }

    public static EncodedPacket Ack(string name, SocketPayload payload, long id) =>
        Of(SocketPacket.AckType(payload.Attachments.Count > 0), name, id, payload.Json, payload.Attachments, null, 0);

    public static EncodedPacket Plain(SocketPacketType type, string name, ReadOnlyMemory<byte> json = default) =>
        Of(type, name, null, json, [], null, 0);

    private static EncodedPacket Of(
        SocketPacketType type,
        string name,
        long? id,
        ReadOnlyMemory<byte> json,
        IReadOnlyList<ReadOnlyMemory<byte>> attachments,
        string? offset,
        long at)
    {
        var parts = new EnginePacket[1 + attachments.Count];
        parts[0] = EnginePacket.OfText(SocketPacketWriter.Write(new SocketPacket(type, name, id, json, attachments.Count)));
        for (var i = 0; i < attachments.Count; i++)
        {
            parts[i + 1] = EnginePacket.OfBytes(attachments[i]);
        }

        return new EncodedPacket(offset, at, parts);
    }

    /// <summary>The array, which has an event's name at least, with one more value.</summary>
    private static byte[] WithOffset(ReadOnlyMemory<byte> json, string offset)
    {
        var tail = string.Create(CultureInfo.InvariantCulture, $",\"{offset}\"]");
        var longer = new byte[json.Length - 1 + tail.Length];
        json.Span[..^1].CopyTo(longer);
        Encoding.ASCII.GetBytes(tail, longer.AsSpan(json.Length - 1));
        return longer;
    }
}
