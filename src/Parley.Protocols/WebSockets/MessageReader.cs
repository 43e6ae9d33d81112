using System.Buffers;
using System.Net.WebSockets;

namespace Parley.Protocols.WebSockets;

/// <summary>Frames → messages, bounded. A quiet connection holds no buffer; a message borrows what it needs. The stream ends a read that is no longer wanted.</summary>
internal sealed class MessageReader(WebSocket socket, FrameStream stream, SessionProtocolOptions limits) : IDisposable
{
    /// <summary>More than the WebSocket object has read of a message before any of it is asked for.</summary>
    private const int Small = 512;

    private byte[] _buffer = [];

    public async ValueTask<InboundMessage> ReadAsync()
    {
        if (!stream.HasMore)
        {
            Dispose();

            // Waits for the next frame; nothing of its payload is read yet.
            var next = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (next.MessageType == WebSocketMessageType.Close)
            {
                return new InboundMessage(InboundKind.Close, default);
            }

            if (next.EndOfMessage)
            {
                return new InboundMessage(next.MessageType == WebSocketMessageType.Binary ? InboundKind.Audio : InboundKind.Text, default);
            }
        }

        if (_buffer.Length == 0)
        {
            // As much as there is to read: thousands who come back at once hold it while they wait for their turn.
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(Small + stream.Ahead, FrameStream.AheadBytes));
        }

        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Grow(length);
            }

            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            length += part.Count;
            var audio = part.MessageType == WebSocketMessageType.Binary;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return new InboundMessage(InboundKind.Close, default);
            }

            if (!audio && length > limits.MaxTextBytes)
            {
                return new InboundMessage(InboundKind.TextTooLarge, default);
            }

            if (audio && length > limits.MaxChunkBytes)
            {
                return await SkipAsync(length, part.EndOfMessage);
            }

            if (part.EndOfMessage)
            {
                return new InboundMessage(audio ? InboundKind.Audio : InboundKind.Text, _buffer.AsMemory(0, length));
            }
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private async ValueTask<InboundMessage> SkipAsync(long skipped, bool ended)
    {
        while (!ended)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return new InboundMessage(InboundKind.Close, default);
            }

            skipped += part.Count;
            ended = part.EndOfMessage;
            if (skipped > limits.MaxSkippedBytes)
            {
                return new InboundMessage(InboundKind.Flood, default);
            }
        }

        return new InboundMessage(InboundKind.AudioTooLarge, default);
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
