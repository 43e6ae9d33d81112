using System.Net.WebSockets;
using System.Text;

namespace Parley.Protocols.Tests.SocketIO.Speech;

/// <summary>Whatever clients send, over either transport, the server lives on and serves the next.</summary>
public sealed class FuzzTests
{
    private const int Clients = 60;
    private const int MessagesEach = 40;

    /// <summary>Pieces that make valid, nearly valid and broken packets.</summary>
    private static readonly string[] Pieces =
    [
        "0", "1", "2", "3", "4", "5", "6", "40", "41", "42", "43", "450-", "451-", "461-", "4299", "2probe", "/", "/admin,", "b", "bAQID",
        "[", "]", "{", "}", ",", "\"session.start\"", "\"audio\"", "\"audio_stream\"", "\"start\"", "\"stop\"", "\"set_language\"",
        "\"session.resume\"", "\"session.follow\"", "[\"session.start\"]", "[\"session.end\"]", "[\"audio.flush\",{}]", "[\"start\",{\"language\":\"xx\"}]",
        "[\"audio\",{\"_placeholder\":true,\"num\":0}]", "{\"_placeholder\":true,\"num\":0}", "{\"audio\":\"AAAA\"}", "\"\\ud800\"", "1e999",
        "null", "\u0000", "早安", "\ufffd", "-1", "{\"pid\":\"x\",\"offset\":\"\\ud800\"}",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Over_WebSocket(int seed)
    {
        await using var server = await TestServer.StartAsync();
        var chance = new Chance(seed);
        for (var i = 0; i < Clients; i++)
        {
            using var socket = await WireSocket.ConnectAsync(server.Address, "/socket.io/?EIO=4&transport=websocket");
            await TrySendAsync(socket, chance, joins: chance.Below(4) > 0);
        }

        await AssertServesAsync(server);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Over_polling(int seed)
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        var chance = new Chance(seed);
        for (var i = 0; i < Clients; i++)
        {
            var opened = await http.GetStringAsync("/socket.io/?EIO=4&transport=polling", Wire.Limit());
            var address = $"/socket.io/?EIO=4&transport=polling&sid={opened[8..28]}";
            for (var j = 0; j < MessagesEach; j++)
            {
                var body = string.Join('\u001e', Enumerable.Range(0, 1 + chance.Below(4)).Select(_ => chance.Text()));
                using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(j == 0 ? "40" : body));
                using var answer = await http.PostAsync(address, content, Wire.Limit());
                Assert.True((int)answer.StatusCode is 200 or 400, $"{(int)answer.StatusCode} to {body}");
                if ((int)answer.StatusCode == 400)
                {
                    break;
                }
            }
        }

        await AssertServesAsync(server);
    }

    [Fact]
    public async Task In_the_query_string()
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        var chance = new Chance(7);
        string[] names = ["EIO", "transport", "sid", "t", "j", "b64", ""];
        string[] values = ["4", "3", "polling", "websocket", "", "%00", "%ff", "🙂", "../..", new string('x', 2_000)];
        for (var i = 0; i < 300; i++)
        {
            var query = string.Join('&', Enumerable.Range(0, chance.Below(5)).Select(_ =>
                $"{names[chance.Below(names.Length)]}={values[chance.Below(values.Length)]}"));
            using var answer = await http.GetAsync("/socket.io/?" + query, Wire.Limit());
            Assert.True((int)answer.StatusCode is 200 or 400, $"{(int)answer.StatusCode} to {query}");
        }

        await AssertServesAsync(server);
    }

    private static async Task TrySendAsync(WireSocket socket, Chance chance, bool joins)
    {
        try
        {
            if (joins)
            {
                await socket.SendAsync("40");
            }

            for (var j = 0; j < MessagesEach; j++)
            {
                if (chance.Below(4) == 0)
                {
                    await socket.SendAsync(new byte[chance.Below(3_000)]);
                }
                else
                {
                    await socket.SendAsync(chance.Text());
                }
            }
        }
        catch (Exception closed) when (closed is WebSocketException or IOException or InvalidOperationException)
        {
            // The server has closed, as it may.
        }
    }

    private static async Task AssertServesAsync(TestServer server)
    {
        using var client = await SpeechClient.ConnectAsync(server);
        Assert.True((await client.AskAsync("session.start")).GetProperty("ok").GetBoolean());
    }

    /// <summary>The same choices for the same seed, wherever it runs.</summary>
    private sealed class Chance(int seed)
    {
        private uint _state = (uint)seed * 2_654_435_761u;

        public int Below(int limit)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            return (int)(_state % (uint)limit);
        }

        public string Text() => string.Concat(Enumerable.Range(0, Below(7)).Select(_ => Pieces[Below(Pieces.Length)]));
    }
}
