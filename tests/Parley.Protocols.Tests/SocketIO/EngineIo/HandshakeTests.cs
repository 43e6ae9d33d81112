using System.Net.WebSockets;
using System.Text.Json;

namespace Parley.Protocols.Tests.SocketIO.EngineIo;

public sealed class HandshakeTests
{
    [Fact]
    public async Task Polling_opens_a_connection_and_says_everything_a_client_needs()
    {
        await using var server = await EchoServer.StartAsync();

        using var response = await server.Http.GetAsync(EchoServer.Path + "polling", Wire.Limit());

        var body = await response.Content.ReadAsStringAsync(Wire.Limit());
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/plain; charset=UTF-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal('0', body[0]);
        AssertOpen(body, ["websocket"]);
    }

    [Fact]
    public async Task WebSocket_opens_a_connection_with_nothing_left_to_upgrade_to()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await server.ConnectAsync();

        AssertOpen((await socket.NextAsync())!, []);
    }

    [Theory]
    [InlineData("?transport=polling", 5, "Unsupported protocol version")]
    [InlineData("?EIO=abc&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("?EIO=3&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("?EIO=4", 0, "Transport unknown")]
    [InlineData("?EIO=4&transport=abc", 0, "Transport unknown")]
    [InlineData("?EIO=4&transport=polling&sid=nobody", 1, "Session ID unknown")]
    [InlineData("?EIO=4&transport=websocket&sid=nobody", 1, "Session ID unknown")]
    [InlineData("?EIO=4&transport=websocket", 3, "Bad request")]
    public async Task A_request_that_is_not_understood_gets_400_and_a_number(string query, int code, string message)
    {
        await using var server = await EchoServer.StartAsync();

        using var response = await server.Http.GetAsync("/engine.io/" + query, Wire.Limit());

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal($$"""{"code":{{code}},"message":"{{message}}"}""", await response.Content.ReadAsStringAsync(Wire.Limit()));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task A_connection_is_opened_by_GET_only(string method)
    {
        await using var server = await EchoServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), EchoServer.Path + "polling");

        using var response = await server.Http.SendAsync(request, Wire.Limit());

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("""{"code":2,"message":"Bad handshake method"}""", await response.Content.ReadAsStringAsync(Wire.Limit()));
        Assert.Equal(0, server.Engine.Count);
    }

    [Fact]
    public async Task A_method_that_no_connection_knows_is_refused_and_the_connection_stays()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, EchoServer.Path + "polling&sid=" + sid);

        using var response = await server.Http.SendAsync(request, Wire.Limit());

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal((200, "ok"), await server.PostAsync(sid, "4hello"));
    }

    [Theory]
    [InlineData("/engine.io/?transport=websocket")]
    [InlineData("/engine.io/?EIO=abc&transport=websocket")]
    [InlineData("/engine.io/?EIO=4")]
    [InlineData("/engine.io/?EIO=4&transport=abc")]
    [InlineData("/engine.io/?EIO=4&transport=websocket&sid=nobody")]
    public async Task A_WebSocket_that_is_not_understood_is_not_opened(string address)
    {
        await using var server = await EchoServer.StartAsync();

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => WireSocket.ConnectAsync(server.Address, address));

        Assert.Contains("400", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task One_connection_over_the_limit_is_refused_with_a_time_to_wait(string transport)
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Options with { MaxConnections = 2 });
        using var first = await server.ConnectAsync();
        await first.NextAsync();
        await server.OpenAsync();

        using var refused = await server.Http.GetAsync(EchoServer.Path + transport, Wire.Limit());

        Assert.Equal(503, (int)refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("""{"code":4,"message":"Too many connections"}""", await refused.Content.ReadAsStringAsync(Wire.Limit()));
        Assert.Equal(2, server.Engine.Count);
    }

    [Fact]
    public async Task A_connection_that_ended_makes_room_for_another()
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Options with { MaxConnections = 1 });
        Assert.Equal((200, "ok"), await server.PostAsync(await server.OpenAsync(), "1"));

        Assert.NotEmpty(await server.OpenAsync());
    }

    [Fact]
    public async Task No_id_is_given_twice_and_none_follows_from_another()
    {
        await using var server = await EchoServer.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await server.OpenAsync());
        }

        Assert.Equal(20, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(20, id.Length));
    }

    private static void AssertOpen(string packet, string[] upgrades)
    {
        Assert.StartsWith("0", packet, StringComparison.Ordinal);
        var open = JsonDocument.Parse(packet[1..]).RootElement;
        Assert.Equal(
            ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"],
            open.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.NotEmpty(open.GetProperty("sid").GetString()!);
        Assert.Equal(upgrades, open.GetProperty("upgrades").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal((300, 200, 1_000_000), ((int)open.Number("pingInterval"), (int)open.Number("pingTimeout"), (int)open.Number("maxPayload")));
    }
}
