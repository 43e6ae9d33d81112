using System.Collections.Concurrent;
using System.Text.Json;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.SocketIo;

public sealed class RecoveryTests
{
    private static readonly SocketServerOptions Options = SuiteServer.Options with { RecoveryWindow = TimeSpan.FromSeconds(120) };

    private readonly ConcurrentQueue<RecordingHandler> _handlers = new();

    [Fact]
    public async Task A_socket_that_comes_back_is_the_same_and_gets_what_it_missed()
    {
        await using var server = await StartAsync();
        var (client, welcome) = await server.JoinAsync();
        Socket.Join("room");
        Socket.Emit(SocketPayload.Event("one", a => a.Binary(new byte[] { 1 })));
        Assert.StartsWith("451-[\"one\",{\"_placeholder\":true,\"num\":0},\"", await client.NextAsync(), StringComparison.Ordinal);
        await client.NextAsync();
        Socket.Emit(SocketPayload.Event("two"));
        var offset = Offset(await client.NextAsync());
        await LoseAsync(client);
        Socket.Emit(SocketPayload.Event("three", a => a.Json.WriteNumberValue(3)));
        server.Main.To("room").Emit(SocketPayload.Event("four", a => a.Binary(new byte[] { 4 })));

        var (again, welcomedBack) = await server.JoinAsync(Back(welcome, offset));

        using (again)
        {
            Assert.Equal(welcome.GetRawText(), welcomedBack.GetRawText());
            Assert.StartsWith("""42["three",3,""", await again.NextAsync(), StringComparison.Ordinal);
            Assert.StartsWith("""451-["four",{"_placeholder":true,"num":0},""", await again.NextAsync(), StringComparison.Ordinal);
            Assert.Equal("bytes 04", await again.NextAsync());
            await again.SendAsync("""42["hello again"]""");
            await Eventually.TrueAsync(() => Handler.Happened.Count == 3);
            Assert.Equal(["lost", "recovered", "hello again"], Handler.Happened);
            Assert.Equal(["room"], Socket.Rooms);
            Assert.Single(_handlers);
        }
    }

    [Fact]
    public async Task A_socket_that_had_heard_nothing_yet_comes_back_too()
    {
        await using var server = await StartAsync();
        var (client, welcome) = await server.JoinAsync();
        await LoseAsync(client);
        Socket.Emit(SocketPayload.Event("missed"));

        var (again, welcomedBack) = await server.JoinAsync($$"""{"pid":"{{welcome.Text("pid")}}"}""");

        using (again)
        {
            Assert.Equal(welcome.Text("sid"), welcomedBack.Text("sid"));
            Assert.StartsWith("""42["missed",""", await again.NextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_comes_back_is_asked_again_whether_it_may()
    {
        var asked = new ConcurrentQueue<bool>();
        var allowed = true;
        await using var server = await StartAsync(authorise: handshake =>
        {
            asked.Enqueue(handshake.Recovering);
            return ValueTask.FromResult(allowed ? null : new SocketRefusal("Not any more"));
        });
        var (client, welcome) = await server.JoinAsync();
        await LoseAsync(client);
        allowed = false;
        using var again = await server.ConnectAsync();

        await again.SendAsync("40" + Back(welcome, null));

        Assert.Equal("""44{"message":"Not any more"}""", await again.NextAsync());
        Assert.Equal([false, true], asked);
        Assert.False(Socket.IsConnected);
    }

    [Fact]
    public async Task After_the_window_there_is_a_new_socket()
    {
        await using var server = await StartAsync();
        var (client, welcome) = await server.JoinAsync();
        await LoseAsync(client);

        server.Time.Advance(Options.RecoveryWindow);
        Assert.Equal(["lost", "ConnectionLost"], Handler.Happened);
        var (again, welcomed) = await server.JoinAsync(Back(welcome, null));

        again.Dispose();
        Assert.NotEqual(welcome.Text("sid"), welcomed.Text("sid"));
        Assert.NotEqual(welcome.Text("pid"), welcomed.Text("pid"));
        Assert.Equal(2, _handlers.Count);
    }

    [Fact]
    public async Task The_window_does_not_run_while_the_socket_is_there()
    {
        await using var server = await StartAsync();
        var (client, welcome) = await server.JoinAsync();
        await LoseAsync(client);
        server.Time.Advance(Options.RecoveryWindow - TimeSpan.FromSeconds(1));
        var (again, _) = await server.JoinAsync(Back(welcome, null));

        server.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.True(Socket.IsConnected);
        await LoseAsync(again);
        server.Time.Advance(Options.RecoveryWindow - TimeSpan.FromSeconds(1));

        var (third, welcomed) = await server.JoinAsync(Back(welcome, null));
        third.Dispose();
        Assert.Equal(welcome.Text("sid"), welcomed.Text("sid"));
    }

    [Fact]
    public async Task A_socket_that_left_does_not_come_back()
    {
        await using var server = await StartAsync();
        var (client, welcome) = await server.JoinAsync();
        await client.SendAsync("41");
        await Eventually.TrueAsync(() => server.Main.Count == 0);

        var (again, welcomed) = await server.JoinAsync(Back(welcome, null));

        client.Dispose();
        again.Dispose();
        Assert.Equal(["ClientLeft"], Handler.Happened);
        Assert.NotEqual(welcome.Text("sid"), welcomed.Text("sid"));
    }

    [Fact]
    public async Task More_missed_than_is_kept_makes_a_new_socket_and_ends_the_old()
    {
        await using var server = await StartAsync(Options with { RecoveryEvents = 3 });
        var (client, welcome) = await server.JoinAsync();
        Socket.Emit(SocketPayload.Event("seen"));
        var offset = Offset(await client.NextAsync());
        await LoseAsync(client);
        for (var i = 0; i < 4; i++)
        {
            Socket.Emit(SocketPayload.Event($"missed {i}"));
        }

        var (again, welcomed) = await server.JoinAsync(Back(welcome, offset));

        again.Dispose();
        Assert.NotEqual(welcome.Text("sid"), welcomed.Text("sid"));
        Assert.Equal(["lost", "ConnectionLost"], Handler.Happened);
    }

    [Fact]
    public async Task Exactly_as_much_missed_as_is_kept_arrives()
    {
        await using var server = await StartAsync(Options with { RecoveryEvents = 3 });
        var (client, welcome) = await server.JoinAsync();
        Socket.Emit(SocketPayload.Event("seen"));
        var offset = Offset(await client.NextAsync());
        await LoseAsync(client);
        for (var i = 0; i < 3; i++)
        {
            Socket.Emit(SocketPayload.Event($"missed {i}"));
        }

        var (again, welcomed) = await server.JoinAsync(Back(welcome, offset));

        using (again)
        {
            Assert.Equal(welcome.Text("sid"), welcomed.Text("sid"));
            for (var i = 0; i < 3; i++)
            {
                Assert.StartsWith($"""42["missed {i}",""", await again.NextAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Bytes_that_are_kept_are_bounded_too()
    {
        await using var server = await StartAsync(Options with { RecoveryBytes = 1_000 });
        var (client, welcome) = await server.JoinAsync();
        await LoseAsync(client);
        Socket.Emit(SocketPayload.Event("large", a => a.Json.WriteStringValue(new string('x', 1_000))));

        var (again, welcomed) = await server.JoinAsync(Back(welcome, null));

        again.Dispose();
        Assert.NotEqual(welcome.Text("sid"), welcomed.Text("sid"));
    }

    [Theory]
    [InlineData("nobody", "1")]
    [InlineData("", "")]
    public async Task A_secret_or_an_offset_that_is_not_known_makes_a_new_socket(string secret, string offset)
    {
        await using var server = await StartAsync();

        var (client, welcome) = await server.JoinAsync($$"""{"pid":"{{secret}}","offset":"{{offset}}"}""");

        client.Dispose();
        Assert.NotEqual(secret, welcome.Text("pid"));
    }

    [Fact]
    public async Task A_client_that_comes_back_before_its_old_connection_was_missed_takes_its_place()
    {
        await using var server = await StartAsync();
        var (client, welcome) = await server.JoinAsync();

        var (again, welcomed) = await server.JoinAsync(Back(welcome, null));
        Socket.Emit(SocketPayload.Event("hello"));

        Assert.Equal(welcome.Text("sid"), welcomed.Text("sid"));
        Assert.StartsWith("""42["hello",""", await again.NextAsync(), StringComparison.Ordinal);
        Assert.NotNull(await client.ClosedAsync());
        await Eventually.TrueAsync(() => server.Server.Connections == 1);
        Assert.Equal(["recovered"], Handler.Happened);
        client.Dispose();
        again.Dispose();
    }

    [Fact]
    public async Task Lost_sockets_that_are_kept_are_bounded()
    {
        await using var server = await StartAsync(Options with { MaxLost = 1 });
        var (first, _) = await server.JoinAsync();
        var (second, _) = await server.JoinAsync();

        await LoseAsync(first);
        second.Abort();

        await Eventually.TrueAsync(() => _handlers.ElementAt(1).Happened.Count > 0);
        Assert.Equal(["ConnectionLost"], _handlers.ElementAt(1).Happened);
        Assert.Equal(["lost"], Handler.Happened);
        server.Time.Advance(Options.RecoveryWindow);
        var (third, _) = await server.JoinAsync();
        third.Abort();
        await Eventually.TrueAsync(() => _handlers.ElementAt(2).Happened.Count > 0);
        Assert.Equal(["lost"], _handlers.ElementAt(2).Happened);
        second.Dispose();
        third.Dispose();
    }

    [Fact]
    public async Task An_event_still_at_work_for_the_lost_connection_goes_before_those_of_the_next()
    {
        var working = new TaskCompletionSource();
        var done = new ConcurrentQueue<string>();
        await using var server = await StartAsync(hear: async (_, said) =>
        {
            var name = said.Name;
            if (name is "slow")
            {
                await working.Task;
            }

            done.Enqueue(name);
        });
        var (client, welcome) = await server.JoinAsync();
        await client.SendAsync("""42["slow"]""");
        await Eventually.TrueAsync(() => Handler.Happened.Contains("slow"));
        var (again, _) = await server.JoinAsync(Back(welcome, null));
        await again.SendAsync("""42["quick"]""");

        working.SetResult();

        await Eventually.TrueAsync(() => done.Count == 2);
        Assert.Equal(["slow", "quick"], done);
        client.Dispose();
        again.Dispose();
    }

    private ServerSocket Socket => Handler.Socket;

    private RecordingHandler Handler => _handlers.First();

    private static string Back(JsonElement welcome, string? offset) =>
        JsonSerializer.Serialize(new Dictionary<string, string?> { ["pid"] = welcome.Text("pid"), ["offset"] = offset });

    /// <summary>The last value of an event.</summary>
    private static string Offset(string? packet) =>
        JsonDocument.Parse(packet![packet!.IndexOf('[', StringComparison.Ordinal)..]).RootElement.EnumerateArray().Last().GetString()!;

    private async Task LoseAsync(WireSocket client)
    {
        var before = Handler.Happened.Count(one => one is "lost");
        client.Abort();
        client.Dispose();
        await Eventually.TrueAsync(() => Handler.Happened.Count(one => one is "lost") > before);
    }

    private Task<SuiteServer> StartAsync(
        SocketServerOptions? options = null,
        Func<SocketHandshake, ValueTask<SocketRefusal?>>? authorise = null,
        Func<ServerSocket, SocketEvent, ValueTask>? hear = null) =>
        SuiteServer.StartAsync(options ?? Options, socket =>
        {
            var handler = new RecordingHandler(socket, hear);
            _handlers.Enqueue(handler);
            return handler;
        }, authorise, new());
}
