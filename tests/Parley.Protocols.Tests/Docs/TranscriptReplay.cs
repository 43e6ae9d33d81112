using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Parley.Protocols.Tests.WebSockets;

namespace Parley.Protocols.Tests.Docs;

/// <summary>
/// Plays a transcript against a server: says what the client's lines say, and holds what comes back against the server's,
/// message by message and field by field. <c>…</c> stands for what differs from run to run; the session's id is kept for
/// later lines.
/// </summary>
internal sealed class TranscriptReplay(TestServer server) : IDisposable
{
    private const string Session = "s_…";

    private readonly Dictionary<string, TestClient> _clients = new(StringComparer.Ordinal);
    private string? _session;

    public async Task PlayAsync(TranscriptLine line)
    {
        if (line.ToServer)
        {
            await SayAsync(line);
        }
        else if (line.Close is { } close)
        {
            await ClosedAsync(line, close);
        }
        else
        {
            Compare(line.What, await _clients[line.Who].LineAsync());
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task SayAsync(TranscriptLine line)
    {
        if (line.Address is { } address)
        {
            _clients.Remove(line.Who, out var earlier);
            earlier?.Dispose();
            _clients[line.Who] = await TestClient.ConnectAsync(server, address.Replace(Session, _session, StringComparison.Ordinal));
        }
        else if (line.Audio() is { } audio)
        {
            await _clients[line.Who].SpeakAsync(audio);
        }
        else if (line.Close is not null)
        {
            await _clients[line.Who].CloseAsync();
        }
        else if (line.Breaks)
        {
            _clients[line.Who].Abort();
        }
        else
        {
            await _clients[line.Who].SayAsync(line.What.Replace(Session, _session, StringComparison.Ordinal));
        }
    }

    private async Task ClosedAsync(TranscriptLine line, string close)
    {
        var client = _clients[line.Who];
        Assert.Null(await client.LineAsync());
        var (code, reason) = (((int?)client.CloseStatus)?.ToString(CultureInfo.InvariantCulture), client.CloseReason);
        Assert.Equal(close, $"{code} {reason}".TrimEnd());
    }

    private void Compare(string expected, string? actual)
    {
        Assert.NotNull(actual);
        var message = JsonNode.Parse(actual)!.AsObject();
        _session ??= message["session_id"]?.GetValue<string>();
        foreach (var (name, value) in JsonNode.Parse(expected)!.AsObject())
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var pattern) && pattern.Contains('…', StringComparison.Ordinal))
            {
                Assert.Matches($"^{Regex.Escape(pattern).Replace("…", ".+", StringComparison.Ordinal)}$", message[name]?.GetValue<string>());
                message[name] = pattern;
            }
        }

        // The same fields in the same order, so that the page shows what is sent.
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), message.ToJsonString());
    }
}
