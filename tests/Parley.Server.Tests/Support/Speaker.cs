using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Parley.Testing;

namespace Parley.Server.Support;

/// <summary>A client of the session protocol that never waits longer than a test should.</summary>
internal sealed class Speaker : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public int? CloseCode => (int?)_socket.CloseStatus;

    public static async Task<Speaker> ConnectAsync(Uri server, params (string Name, string Value)[] headers)
    {
        var speaker = new Speaker();
        foreach (var (name, value) in headers)
        {
            speaker._socket.Options.SetRequestHeader(name, value);
        }

        await speaker._socket.ConnectAsync(new UriBuilder(new Uri(server, "/v1/sessions")) { Scheme = "ws" }.Uri, Patience.Token());
        return speaker;
    }

    /// <summary>Reads along with a session from outside it.</summary>
    public static async Task<Speaker> FollowAsync(Uri server, string session)
    {
        var reader = new Speaker();
        var address = new UriBuilder(new Uri(server, $"/v1/sessions/{session}")) { Scheme = "ws" }.Uri;
        await reader._socket.ConnectAsync(address, Patience.Token());
        return reader;
    }

    public Task SayAsync(string json) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, Patience.Token());

    public Task SpeakAsync(params float[][] parts) => SendAsync(Spoken.S16Le(parts));

    /// <summary>A chunk of audio as it is.</summary>
    public Task SendAsync(byte[] chunk) => _socket.SendAsync(chunk, WebSocketMessageType.Binary, endOfMessage: true, Patience.Token());

    /// <summary>Reads on to the next event of this type.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        while (await NextAsync() is { } message)
        {
            if (message.GetProperty("type").ValueEquals(type))
            {
                return message;
            }
        }

        throw new InvalidOperationException($"Closed with {CloseCode} before {type}.");
    }

    /// <summary>The next event of any type; null after the close.</summary>
    public async Task<JsonElement?> NextAsync() => await LineAsync() is { } line ? JsonDocument.Parse(line).RootElement : null;

    /// <summary>Every event up to the close, by type.</summary>
    public async Task<List<string>> RestAsync() => [.. (await EventsAsync()).Select(e => e.GetProperty("type").GetString()!)];

    /// <summary>Every event up to the close.</summary>
    public async Task<List<JsonElement>> EventsAsync()
    {
        var rest = new List<JsonElement>();
        while (await LineAsync() is { } line)
        {
            rest.Add(JsonDocument.Parse(line).RootElement);
        }

        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token());
        return rest;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string?> LineAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), Patience.Token());
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
}
