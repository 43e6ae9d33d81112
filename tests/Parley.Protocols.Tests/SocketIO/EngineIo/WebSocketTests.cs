using Parley.Protocols.SocketIO.EngineIo;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.EngineIo;

public sealed class WebSocketTests
{
    [Fact]
    public async Task Text_comes_back_as_text()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await OpenAsync(server);

        await socket.SendAsync("4hello");

        Assert.Equal("4hello", await socket.NextAsync());
    }

    [Fact]
    public async Task Bytes_come_back_as_bytes()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await OpenAsync(server);

        await socket.SendAsync([1, 2, 3, 4]);
        await socket.SendAsync([]);

        Assert.Equal("bytes 01020304", await socket.NextAsync());
        Assert.Equal("bytes ", await socket.NextAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(124)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(999_999)]
    public async Task A_message_of_any_length_comes_back_whole(int length)
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await OpenAsync(server);
        var text = "4" + new string('x', length - 1);

        await socket.SendAsync(text);

        Assert.Equal(text, await socket.NextAsync());
    }

    [Fact]
    public async Task Many_messages_come_back_in_order()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await OpenAsync(server);
        for (var i = 0; i < 500; i++)
        {
            await socket.SendAsync($"4{i}");
        }

        for (var i = 0; i < 500; i++)
        {
            Assert.Equal($"4{i}", await socket.NextAsync());
        }
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("5")]
    public async Task What_is_no_packet_or_not_the_clients_to_send_closes_with_1002(string message)
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await OpenAsync(server);

        await socket.SendAsync(message);

        Assert.Equal(1002, await socket.ClosedAsync());
        Assert.Equal([EngineCloseReason.ParseError], server.Ends);
    }

    [Fact]
    public async Task A_message_over_the_limit_closes_with_1009()
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Options with { MaxPayload = 1_000 });
        using var socket = await OpenAsync(server);

        await socket.SendAsync("4" + new string('x', 1_000));

        Assert.Equal(1009, await socket.ClosedAsync());
        Assert.Equal([EngineCloseReason.PayloadTooLarge], server.Ends);
    }

    [Fact]
    public async Task Bytes_over_the_limit_close_with_1009()
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Options with { MaxPayload = 1_000 });
        using var socket = await OpenAsync(server);

        await socket.SendAsync(new byte[1_001]);

        Assert.Equal(1009, await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_client_that_says_goodbye_is_closed()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await OpenAsync(server);

        await socket.SendAsync("1");

        Assert.Equal(1000, await socket.ClosedAsync());
        Assert.Equal([EngineCloseReason.ClientClosed], server.Ends);
        Assert.Equal(0, server.Engine.Count);
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_closes_with_1007()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await OpenAsync(server);

        await socket.SendTextAsync([(byte)'4', (byte)'"', 0xC3, 0x28]);

        Assert.Equal(1007, await socket.ClosedAsync());
        await Eventually.TrueAsync(() => server.Engine.Count == 0);
    }

    [Fact]
    public async Task A_client_that_is_gone_without_a_word_is_noticed()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await OpenAsync(server);

        socket.Abort();

        await Eventually.TrueAsync(() => server.Engine.Count == 0);
        Assert.Equal([EngineCloseReason.TransportClosed], server.Ends);
    }

    [Fact]
    public async Task A_server_that_stops_sends_its_last_words_and_closes_with_1001()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await OpenAsync(server);
        await socket.SendAsync("4hello");

        Assert.Equal("4hello", await socket.NextAsync());
        await server.Engine.StopAsync();

        Assert.Equal(1001, await socket.ClosedAsync());
    }

    private static async Task<WireSocket> OpenAsync(EchoServer server)
    {
        var socket = await server.ConnectAsync();
        await socket.NextAsync();
        return socket;
    }
}
