using System.Text;
using System.Text.Json;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.Speech;

/// <summary>A Socket.IO client written out by hand: what it sends and gets are packets.</summary>
internal sealed class SpeechClient(WireSocket socket, JsonElement welcome) : IDisposable
{
    private readonly Queue<Said> _kept = new();
    private int _ack;

    /// <summary>How the packet of an event begins whose bytes follow.</summary>
    private const string WithBytes = "451-";

    public JsonElement Welcome => welcome;

    public WireSocket Socket => socket;

    /// <summary>Where the client would go on after a lost connection.</summary>
    public string? Offset { get; private set; }

    public static async Task<SpeechClient> ConnectAsync(TestServer server, string auth = "")
    {
        var socket = await WireSocket.ConnectAsync(server.Address, "/socket.io/?EIO=4&transport=websocket");
        await socket.NextAsync();
        await socket.SendAsync("40" + auth);
        var answer = await socket.NextAsync() ?? throw new InvalidOperationException("Closed.");
        return answer.StartsWith("40", StringComparison.Ordinal)
            ? new SpeechClient(socket, JsonDocument.Parse(answer[2..]).RootElement)
            : throw new InvalidOperationException(answer);
    }

    /// <summary>Emits an event; <paramref name="values"/> are JSON, with commas between them.</summary>
    public Task EmitAsync(string name, string values = "") =>
        socket.SendAsync($"42[\"{name}\"{(values.Length > 0 ? "," : "")}{values}]");

    /// <summary>Emits an event whose first value is bytes.</summary>
    public async Task EmitAsync(string name, byte[] bytes, string more = "")
    {
        await socket.SendAsync($$"""451-["{{name}}",{"_placeholder":true,"num":0}{{(more.Length > 0 ? "," : "")}}{{more}}]""");
        await socket.SendAsync(bytes);
    }

    public Task SpeakAsync(params float[][] parts) => EmitAsync("audio", Spoken.S16Le(parts));

    /// <summary>Emits an event, waits for its acknowledgement and gives its one value.</summary>
    public async Task<JsonElement> AskAsync(string name, string values = "")
    {
        var id = _ack++;
        await socket.SendAsync($"42{id}[\"{name}\"{(values.Length > 0 ? "," : "")}{values}]");
        return await AnswerAsync(id);
    }

    public async Task<JsonElement> AskAsync(string name, byte[] bytes, string more = "")
    {
        var id = _ack++;
        await socket.SendAsync($$"""451-{{id}}["{{name}}",{"_placeholder":true,"num":0}{{(more.Length > 0 ? "," : "")}}{{more}}]""");
        await socket.SendAsync(bytes);
        return await AnswerAsync(id);
    }

    /// <summary>The next event, whatever it is; null when the server has closed or sent the client away.</summary>
    public async Task<Said?> NextAsync() => _kept.TryDequeue(out var kept) ? kept : await ReadAsync();

    /// <summary>Reads on to the next event of this name.</summary>
    public async Task<JsonElement> NextAsync(string name)
    {
        while (await NextAsync() is { } said)
        {
            if (string.Equals(said.Name, name, StringComparison.Ordinal))
            {
                return said.Value;
            }
        }

        throw new InvalidOperationException($"The connection ended without {name}.");
    }

    /// <summary>Everything up to and with the event of this name.</summary>
    public async Task<List<Said>> UntilAsync(string name)
    {
        var read = new List<Said>();
        while (await NextAsync() is { } said)
        {
            read.Add(said);
            if (string.Equals(said.Name, name, StringComparison.Ordinal))
            {
                return read;
            }
        }

        throw new InvalidOperationException($"The connection ended without {name}.");
    }

    public void Dispose() => socket.Dispose();

    private async Task<JsonElement> AnswerAsync(int id)
    {
        var head = $"43{id}[";
        while (await socket.NextAsync() is { } packet)
        {
            if (packet.StartsWith(head, StringComparison.Ordinal))
            {
                return Assert.Single(JsonDocument.Parse(packet[(head.Length - 1)..]).RootElement.EnumerateArray());
            }

            if (Parse(packet) is { } said)
            {
                _kept.Enqueue(said);
            }
        }

        throw new InvalidOperationException("The connection ended without an answer.");
    }

    private async Task<Said?> ReadAsync()
    {
        while (await socket.NextAsync() is { } packet && packet is not "41")
        {
            if (Parse(packet) is { } said)
            {
                return packet.StartsWith(WithBytes, StringComparison.Ordinal) ? said with { Bytes = await BytesAsync() } : said;
            }
        }

        return null;
    }

    /// <summary>How many bytes the packet has that follows an event with some.</summary>
    private async Task<int> BytesAsync()
    {
        const string Head = "bytes ";
        var packet = await socket.NextAsync() ?? throw new InvalidOperationException("Closed.");
        Assert.StartsWith(Head, packet, StringComparison.Ordinal);
        return (packet.Length - Head.Length) / 2;
    }

    private Said? Parse(string packet)
    {
        if (packet.StartsWith(WithBytes, StringComparison.Ordinal))
        {
            packet = string.Concat("42", packet.AsSpan(WithBytes.Length));
        }

        if (!packet.StartsWith("42", StringComparison.Ordinal))
        {
            return null;
        }

        var values = JsonDocument.Parse(Encoding.UTF8.GetBytes(packet[2..])).RootElement;
        Offset = values.EnumerateArray().Last() is { ValueKind: JsonValueKind.String } offset ? offset.GetString() : null;
        return new Said(values[0].GetString()!, values[1]);
    }
}

/// <summary>An event of the server.</summary>
/// <param name="Bytes">How many bytes came with it; null: none.</param>
internal sealed record Said(string Name, JsonElement Value, int? Bytes = null);
