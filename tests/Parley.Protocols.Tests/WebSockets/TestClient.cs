using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>A WebSocket client that speaks in lines and never waits longer than a test should.</summary>
internal sealed class TestClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>The sub-protocol that the server chose.</summary>
    public string? Protocol => _socket.SubProtocol;

    /// <param name="configure">Headers and sub-protocols.</param>
    public static async Task<TestClient> ConnectAsync(
        TestServer server, string path = "/v1/sessions", Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new TestClient();
        configure?.Invoke(client._socket.Options);
        var address = new UriBuilder(new Uri(server.Address, path)) { Scheme = "ws" }.Uri;
        await client._socket.ConnectAsync(address, Limit());
        return client;
    }

    /// <summary>Connects and starts a session; <paramref name="options"/> are the fields after the type.</summary>
    public static async Task<TestClient> StartAsync(TestServer server, string options = "")
    {
        var client = await ConnectAsync(server);
        await client.SayAsync($$"""{"type":"session.start"{{(options.Length > 0 ? "," : "")}}{{options}}}""");
        return client;
    }

    /// <summary>Connects and resumes a session; what the server answers first is still to be read.</summary>
    public static async Task<TestClient> ResumeAsync(TestServer server, string id, long after)
    {
        var client = await ConnectAsync(server);
        await client.SayAsync($$"""{"type":"session.resume","session_id":"{{id}}","after":{{after}}}""");
        return client;
    }

    public Task SayAsync(string json) => SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text);

    public Task SpeakAsync(params float[][] parts) => SendAsync(Testing.Spoken.S16Le(parts), WebSocketMessageType.Binary);

    public Task SendAudioAsync(byte[] chunk) => SendAsync(chunk, WebSocketMessageType.Binary);

    public Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type) =>
        _socket.SendAsync(message, type, endOfMessage: true, Limit()).AsTask();

    /// <summary>The next message as it came; null when the server has closed.</summary>
    public async Task<string?> LineAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), Limit());
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }

    /// <summary>The next message, which is binary.</summary>
    public async Task<byte[]> BytesAsync()
    {
        var part = await _socket.ReceiveAsync(_buffer.AsMemory(), Limit());
        Assert.Equal((WebSocketMessageType.Binary, true), (part.MessageType, part.EndOfMessage));
        return _buffer[..part.Count];
    }

    public async Task<JsonElement> NextAsync() =>
        JsonDocument.Parse(await LineAsync() ?? throw new InvalidOperationException($"Closed: {CloseStatus} {CloseReason}")).RootElement;

    /// <summary>Reads on to the next message of this type.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        while (true)
        {
            var message = await NextAsync();
            if (message.Is(type))
            {
                return message;
            }
        }
    }

    /// <summary>Everything up to the close.</summary>
    public async Task<List<JsonElement>> RestAsync()
    {
        var rest = new List<JsonElement>();
        while (await LineAsync() is { } line)
        {
            rest.Add(JsonDocument.Parse(line).RootElement);
        }

        return rest;
    }

    public Task CloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure) =>
        _socket.CloseAsync(status, "", Limit());

    /// <summary>Drops the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    public void Dispose() => _socket.Dispose();

    private static CancellationToken Limit() => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(Patience).Token).Token;
}
