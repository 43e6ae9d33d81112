using System.Buffers;
using System.Net.WebSockets;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>Messages → packets, bounded. It borrows a buffer when a message comes and gives it back before it waits for the next.</summary>
internal sealed class WebSocketPacketReader(WebSocket socket, int maxPayload) : IDisposable
{
    private const int Usual = 4 * 1024;

    private byte[]? _buffer;

    /// <summary>The packet that was read; good until the next is read.</summary>
    public EnginePacket Packet { get; private set; }

    public async ValueTask<InboundPacket> ReadAsync(CancellationToken cancellation)
    {
        Dispose();
        var part = await socket.ReceiveAsync(Memory<byte>.Empty, cancellation);
        var length = 0;
        var buffer = _buffer = ArrayPool<byte>.Shared.Rent(Usual);
        while (part.MessageType != WebSocketMessageType.Close && !part.EndOfMessage)
        {
            if (length == buffer.Length)
            {
                buffer = Grow(length);
            }

            part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            length += part.Count;
            if (length > maxPayload)
            {
                return InboundPacket.TooLarge;
            }
        }

        if (part.MessageType == WebSocketMessageType.Close)
        {
            return InboundPacket.Closed;
        }

        return Parse(part.MessageType, buffer.AsMemory(0, length));
    }

    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }

    private InboundPacket Parse(WebSocketMessageType type, ReadOnlyMemory<byte> message)
    {
        if (type == WebSocketMessageType.Binary)
        {
            Packet = EnginePacket.OfBytes(message);
            return InboundPacket.Read;
        }

        var read = EnginePacketCodec.TryParseText(message, out var packet);
        Packet = packet;
        return read ? InboundPacket.Read : InboundPacket.Broken;
    }

    private byte[] Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer!);
        return _buffer = larger;
    }
}

internal enum InboundPacket
{
    Read,

    /// <summary>A text that is no packet.</summary>
    Broken,

    /// <summary>A message over the limit; the rest of it was not read.</summary>
    TooLarge,

    /// <summary>The client closes.</summary>
    Closed,
}
