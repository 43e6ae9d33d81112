using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Client;

/// <summary>One WebSocket of a session: its messages both ways.</summary>
internal sealed class Link : IDisposable
{
    private const int LongestMessage = 4 << 20;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private byte[] _buffer = new byte[16 * 1024];

    private Link(TimeSpan keepAlive)
    {
        // A connection that is gone without a word is found by its missing pongs.
        _socket.Options.KeepAliveInterval = keepAlive;
        _socket.Options.KeepAliveTimeout = 2 * keepAlive;
    }

    public static async Task<Link> OpenAsync(LiveSessionOptions options, JsonObject hello, CancellationToken cancellation)
    {
        var address = new UriBuilder(new Uri(options.Server, "v1/sessions"));
        address.Scheme = address.Scheme is "https" or "wss" ? "wss" : "ws";
        var link = new Link(options.KeepAlive);
        try
        {
            await link._socket.ConnectAsync(address.Uri, cancellation).ConfigureAwait(false);
            await link.SayAsync(hello, cancellation).ConfigureAwait(false);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    public Task SayAsync(JsonObject message, CancellationToken cancellation) =>
        SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, cancellation);

    public Task SendAudioAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellation) =>
        SendAsync(audio, WebSocketMessageType.Binary, cancellation);

    /// <summary>The next event; null when the server has closed. What is no event that this client can read is passed over.</summary>
    public async Task<LiveEvent?> ReadAsync(CancellationToken cancellation)
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (length > LongestMessage)
            {
                throw new WebSocketException("The server sent a message over 4 MiB.");
            }

            if (!part.EndOfMessage)
            {
                Array.Resize(ref _buffer, length == _buffer.Length ? length * 2 : _buffer.Length);
            }
            else if (LiveEvent.Parse(_buffer.AsMemory(0, length)) is { } said)
            {
                return said;
            }
            else
            {
                length = 0;
            }
        }
    }

    /// <summary>Closes for good: the session needs no other connection.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(message, type, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }
}
