using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.EngineIo;

public sealed class UpgradeTests
{
    [Fact]
    public async Task A_polling_client_changes_over_to_WebSocket()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        using var socket = await server.ConnectAsync(sid);

        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.NextAsync());
        Assert.Equal((200, "6"), await server.PollAsync(sid));
        await socket.SendAsync("5");
        await socket.SendAsync("4hello");

        Assert.Equal("4hello", await socket.NextAsync());
        Assert.Equal(1, server.Engine.Count);
    }

    [Fact]
    public async Task A_poll_that_waits_is_let_go_by_the_probe()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        var poll = await server.HeldPollAsync(sid);
        using var socket = await server.ConnectAsync(sid);

        await socket.SendAsync("2probe");

        Assert.Equal((200, "6"), await poll);
    }

    [Fact]
    public async Task What_was_said_during_the_change_arrives_over_WebSocket()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        using var socket = await server.ConnectAsync(sid);
        await socket.SendAsync("2probe");
        await socket.NextAsync();
        await server.PostAsync(sid, "4one\u001e4two");

        await socket.SendAsync("5");

        Assert.Equal("4one", await socket.NextAsync());
        Assert.Equal("4two", await socket.NextAsync());
    }

    [Fact]
    public async Task After_it_polling_is_refused_and_changes_nothing()
    {
        await using var server = await EchoServer.StartAsync();
        var (sid, socket) = await UpgradedAsync(server);
        using (socket)
        {
            var refused = (400, """{"code":3,"message":"Bad request"}""");
            Assert.Equal(refused, await server.PollAsync(sid));
            Assert.Equal(refused, await server.PostAsync(sid, "4hello"));

            await socket.SendAsync("4hello");
            Assert.Equal("4hello", await socket.NextAsync());
        }
    }

    [Fact]
    public async Task After_it_another_WebSocket_is_closed_and_changes_nothing()
    {
        await using var server = await EchoServer.StartAsync();
        var (sid, socket) = await UpgradedAsync(server);
        using (socket)
        {
            using var other = await server.ConnectAsync(sid);
            Assert.Equal(1002, await other.ClosedAsync());

            await socket.SendAsync("4hello");
            Assert.Equal("4hello", await socket.NextAsync());
        }
    }

    [Fact]
    public async Task A_second_probe_beside_the_first_is_closed()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        using var first = await server.ConnectAsync(sid);
        await first.SendAsync("2probe");
        await first.NextAsync();
        using var second = await server.ConnectAsync(sid);

        Assert.Equal(1002, await second.ClosedAsync());
        await first.SendAsync("5");
        await first.SendAsync("4hello");
        Assert.Equal("4hello", await first.NextAsync());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("4hello")]
    [InlineData("2")]
    [InlineData("nonsense")]
    public async Task A_probe_that_does_not_ask_first_is_closed_and_polling_goes_on(string message)
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        using var socket = await server.ConnectAsync(sid);

        await socket.SendAsync(message);

        Assert.Equal(1002, await socket.ClosedAsync());
        await server.PostAsync(sid, "4hello");
        Assert.Equal((200, "4hello"), await server.PollAsync(sid));
    }

    [Fact]
    public async Task A_probe_that_goes_away_leaves_polling_as_it_was()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        using (var socket = await server.ConnectAsync(sid))
        {
            await socket.SendAsync("2probe");
            await socket.NextAsync();
            socket.Abort();
        }

        var poll = server.PollAsync(sid);
        while (await Task.WhenAny(poll, Eventually.TrueAsync(() => server.Engine.Find(sid)!.HasWaitingPoll)) == poll)
        {
            // The server has not noticed yet; polls are let go while a probe is there.
            Assert.Equal((200, "6"), await poll);
            poll = server.PollAsync(sid);
        }

        await server.PostAsync(sid, "4hello");
        Assert.Equal((200, "4hello"), await poll);
    }

    [Fact]
    public async Task A_probe_that_takes_too_long_is_let_go()
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Options with { PingInterval = TimeSpan.FromHours(1) });
        var sid = await server.OpenAsync();
        using var socket = await server.ConnectAsync(sid);
        await socket.SendAsync("2probe");
        await socket.NextAsync();

        server.Time.Advance(EchoServer.Options.UpgradeTimeout);

        Assert.Null(await socket.NextAsync());
        await server.PostAsync(sid, "4hello");
        Assert.Equal((200, "4hello"), await server.PollAsync(sid));
    }

    private static async Task<(string Sid, WireSocket Socket)> UpgradedAsync(EchoServer server)
    {
        var sid = await server.OpenAsync();
        var socket = await server.ConnectAsync(sid);
        await socket.SendAsync("2probe");
        await socket.NextAsync();
        await socket.SendAsync("5");
        await socket.SendAsync("4changed over");
        Assert.Equal("4changed over", await socket.NextAsync());
        return (sid, socket);
    }
}
