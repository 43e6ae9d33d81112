using System.Collections.Concurrent;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.SocketIo;

public sealed class ServerSocketTests
{
    private readonly ConcurrentQueue<RecordingHandler> _handlers = new();

    [Fact]
    public async Task An_answer_of_the_client_reaches_who_asked()
    {
        await using var server = await StartAsync();
        using var client = (await server.JoinAsync()).Socket;

        var asked = Socket(0).AskAsync(SocketPayload.Event("how many", a => a.Json.WriteNumberValue(1)), TimeSpan.FromSeconds(9), Wire.Limit());
        Assert.Equal("""420["how many",1]""", await client.NextAsync());
        await client.SendAsync("461-0[7,{\"_placeholder\":true,\"num\":0}]");
        await client.SendAsync([1, 2]);

        using var answer = await asked;
        Assert.Equal((2, 7), (answer!.Count, answer[0].GetInt32()));
        Assert.True(answer.TryGetBytes(answer[1], out var bytes));
        Assert.Equal([1, 2], bytes.ToArray());
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_waited_for_no_longer_than_said()
    {
        await using var server = await StartAsync();
        using var client = (await server.JoinAsync()).Socket;
        var asked = Socket(0).AskAsync(SocketPayload.Event("hello"), TimeSpan.FromMilliseconds(250), Wire.Limit());
        await client.NextAsync();

        server.Time.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Null(await asked);

        // It comes too late, and is no mistake.
        await client.SendAsync("430[1]");
        await client.SendAsync("""42["still here"]""");
        await Eventually.TrueAsync(() => Handler(0).Happened.Contains("still here"));
    }

    [Fact]
    public async Task An_answer_twice_or_to_nothing_is_ignored()
    {
        await using var server = await StartAsync();
        using var client = (await server.JoinAsync()).Socket;
        var asked = Socket(0).AskAsync(SocketPayload.Event("hello"), TimeSpan.FromSeconds(9), Wire.Limit());
        await client.NextAsync();

        await client.SendAsync("430[\"first\"]");
        await client.SendAsync("430[\"second\"]");
        await client.SendAsync("43999[]");
        await client.SendAsync("""42["still here"]""");

        using var answer = await asked;
        Assert.Equal("first", answer![0].GetString());
        await Eventually.TrueAsync(() => Handler(0).Happened.Contains("still here"));
    }

    [Fact]
    public async Task One_question_too_many_is_not_asked()
    {
        await using var server = await StartAsync(SuiteServer.Options with { MaxPendingAcks = 1 });
        using var client = (await server.JoinAsync()).Socket;
        var first = Socket(0).AskAsync(SocketPayload.Event("first"), TimeSpan.FromSeconds(9), Wire.Limit());

        Assert.Null(await Socket(0).AskAsync(SocketPayload.Event("second"), TimeSpan.FromSeconds(9), Wire.Limit()));

        await client.SendAsync("430[]");
        Assert.NotNull(await first);
    }

    [Fact]
    public async Task A_client_that_goes_answers_nothing_any_more()
    {
        await using var server = await StartAsync();
        using var client = (await server.JoinAsync()).Socket;
        var asked = Socket(0).AskAsync(SocketPayload.Event("hello"), TimeSpan.FromSeconds(9), Wire.Limit());
        await client.NextAsync();

        await client.SendAsync("41");

        Assert.Null(await asked);
        Assert.Null(await Socket(0).AskAsync(SocketPayload.Event("anyone?"), TimeSpan.FromSeconds(9), Wire.Limit()));
    }

    [Fact]
    public async Task An_event_is_answered_once()
    {
        await using var server = await StartAsync(hear: (_, said) =>
        {
            said.Ack(SocketPayload.Ack(a => a.Json.WriteNumberValue(1)));
            said.Ack(SocketPayload.Ack(a => a.Json.WriteNumberValue(2)));
            return ValueTask.CompletedTask;
        });
        using var client = (await server.JoinAsync()).Socket;

        await client.SendAsync("425[\"hello\"]");
        await client.SendAsync("426[\"hello\"]");

        Assert.Equal("435[1]", await client.NextAsync());
        Assert.Equal("436[1]", await client.NextAsync());
    }

    [Fact]
    public async Task A_socket_that_is_sent_away_is_told_and_what_it_had_said_is_no_mistake()
    {
        await using var server = await StartAsync();
        using var client = (await server.JoinAsync()).Socket;

        Socket(0).Disconnect();
        Assert.Equal("41", await client.NextAsync());
        await client.SendAsync("""42["crossed on the way"]""");
        await client.SendAsync("40");

        Assert.StartsWith("40", await client.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(["ServerLeft"], Handler(0).Happened);
        Assert.Equal(2, _handlers.Count);
    }

    [Fact]
    public async Task A_room_gets_what_is_said_to_it_once_each_and_nobody_else()
    {
        await using var server = await StartAsync();
        var clients = new List<WireSocket>();
        for (var i = 0; i < 4; i++)
        {
            clients.Add((await server.JoinAsync()).Socket);
        }

        Assert.True(Socket(0).Join("a"));
        Assert.True(Socket(0).Join("b"));
        Assert.True(Socket(1).Join("b"));
        Assert.True(Socket(2).Join("b"));
        server.Main.To("a", "b", Socket(0).Id).Except(Socket(2)).Emit(SocketPayload.Event("to rooms"));
        server.Main.To(Socket(3).Id).Emit(SocketPayload.Event("to one"));
        server.Main.To("nobody").Emit(SocketPayload.Event("to nobody"));
        Socket(1).Leave("b");
        server.Main.To("b").Emit(SocketPayload.Event("to those left"));
        server.Main.All.Emit(SocketPayload.Event("to all"));

        Assert.Equal(["""42["to rooms"]""", """42["to those left"]""", """42["to all"]"""], await ReadAsync(clients[0], 3));
        Assert.Equal(["""42["to rooms"]""", """42["to all"]"""], await ReadAsync(clients[1], 2));
        Assert.Equal(["""42["to those left"]""", """42["to all"]"""], await ReadAsync(clients[2], 2));
        Assert.Equal(["""42["to one"]""", """42["to all"]"""], await ReadAsync(clients[3], 2));
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Who_is_gone_is_in_no_room()
    {
        await using var server = await StartAsync();
        using var client = (await server.JoinAsync()).Socket;
        Socket(0).Join("a");

        await client.SendAsync("41");

        await Eventually.TrueAsync(() => server.Main.Count == 0);
        Assert.Empty(server.Main.Members(["a", Socket(0).Id]));
        Assert.False(Socket(0).Join("a"));
    }

    [Fact]
    public async Task Rooms_of_one_socket_are_bounded()
    {
        await using var server = await StartAsync(SuiteServer.Options with { MaxRooms = 2 });
        using var client = (await server.JoinAsync()).Socket;

        Assert.True(Socket(0).Join("a"));
        Assert.True(Socket(0).Join("b"));
        Assert.False(Socket(0).Join("c"));
        Assert.True(Socket(0).Join("b"));
        Assert.Equal(["a", "b"], Socket(0).Rooms.Order());
    }

    [Fact]
    public async Task Namespaces_of_one_connection_are_bounded()
    {
        await using var server = await StartAsync(SuiteServer.Options with { MaxNamespaces = 1 });
        using var client = (await server.JoinAsync()).Socket;

        await client.SendAsync("40/custom");

        Assert.Equal("""44/custom,{"message":"A connection is in 1 namespaces at most"}""", await client.NextAsync());
    }

    [Fact]
    public async Task Who_may_not_join_is_told_why_and_may_ask_again()
    {
        await using var server = await SuiteServer.StartAsync(authorise: handshake => ValueTask.FromResult(
            handshake.Auth.TryGetProperty("token", out _) ? null : new SocketRefusal("Not authorised", json => json.WriteNumberValue(7))));
        using var client = await server.ConnectAsync();

        await client.SendAsync("40");
        Assert.Equal("""44{"message":"Not authorised","data":7}""", await client.NextAsync());
        await client.SendAsync("""40{"token":"x"}""");

        Assert.StartsWith("40{", await client.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_fails_ends_its_connection_and_no_other()
    {
        await using var server = await StartAsync(hear: (_, said) =>
            said.Name is "boom" ? throw new InvalidOperationException("boom") : ValueTask.CompletedTask);
        using var client = (await server.JoinAsync()).Socket;
        using var other = (await server.JoinAsync()).Socket;

        await client.SendAsync("""42["boom"]""");

        Assert.Equal(1011, await client.ClosedAsync());
        await other.SendAsync("""42["fine"]""");
        await Eventually.TrueAsync(() => Handler(1).Happened.Contains("fine"));
    }

    [Fact]
    public async Task A_server_that_stops_asks_every_socket_first()
    {
        await using var server = await StartAsync();
        using var client = (await server.JoinAsync()).Socket;

        await server.Server.StopAsync();

        Assert.Equal(1001, await client.ClosedAsync());
        await Eventually.TrueAsync(() => Handler(0).Happened.Count == 2);
        Assert.Equal(["stopping", "ConnectionLost"], Handler(0).Happened);
    }

    private static async Task<List<string?>> ReadAsync(WireSocket client, int count)
    {
        var read = new List<string?>();
        for (var i = 0; i < count; i++)
        {
            read.Add(await client.NextAsync());
        }

        return read;
    }

    private Task<SuiteServer> StartAsync(SocketServerOptions? options = null, Func<ServerSocket, SocketEvent, ValueTask>? hear = null) =>
        SuiteServer.StartAsync(options, socket =>
        {
            var handler = new RecordingHandler(socket, hear);
            _handlers.Enqueue(handler);
            return handler;
        });

    private RecordingHandler Handler(int index) => _handlers.ElementAt(index);

    private ServerSocket Socket(int index) => Handler(index).Socket;
}
