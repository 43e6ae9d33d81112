using System.Net.WebSockets;
using System.Text;

namespace Parley.Protocols.Tests.SocketIO;

/// <summary>How long a test waits for what must come; only a broken server makes it this long.</summary>
internal static class Wire
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static CancellationToken Limit() => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(Patience).Token).Token;
}

/// <summary>A WebSocket that sends and receives messages as they are.</summary>
internal sealed class WireSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[2 * 1024 * 1024];

    public int? CloseCode => (int?)_socket.CloseStatus;

    public static async Task<WireSocket> ConnectAsync(Uri server, string pathAndQuery)
    {
        var client = new WireSocket();
        await client._socket.ConnectAsync(new UriBuilder(new Uri(server, pathAndQuery)) { Scheme = "ws" }.Uri, Wire.Limit());
        return client;
    }

    public Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Wire.Limit());

    /// <summary>A text message of any bytes.</summary>
    public Task SendTextAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, Wire.Limit());

    public Task SendAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, Wire.Limit());

    /// <summary>The next message: text as it is, bytes as <c>bytes 01020304</c>; null when the server has closed.</summary>
    public async Task<string?> NextAsync()
    {
        for (var length = 0; ;)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), Wire.Limit());
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                // As every client does: the close is answered.
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Wire.Limit());
                return null;
            }

            if (part.EndOfMessage)
            {
                return part.MessageType == WebSocketMessageType.Text
                    ? Encoding.UTF8.GetString(_buffer, 0, length)
                    : $"bytes {Convert.ToHexString(_buffer, 0, length)}";
            }
        }
    }

    /// <summary>Reads on to the close and gives its code.</summary>
    public async Task<int?> ClosedAsync()
    {
        while (await NextAsync() is not null)
        {
        }

        return CloseCode;
    }

    /// <summary>Drops the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    public void Dispose() => _socket.Dispose();
}
