using Parley.Protocols.SocketIO.EngineIo;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.EngineIo;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = EchoServer.Options.PingInterval;
    private static readonly TimeSpan Timeout = EchoServer.Options.PingTimeout;

    [Fact]
    public async Task A_polling_client_that_answers_pings_stays()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            server.Time.Advance(Interval);

            Assert.Equal((200, "2"), await server.PollAsync(sid));
            Assert.Equal((200, "ok"), await server.PostAsync(sid, "3"));
        }
    }

    [Fact]
    public async Task A_polling_client_that_does_not_answer_is_gone()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();

        server.Time.Advance(Interval + Timeout);

        Assert.Equal(400, (await server.PollAsync(sid)).Status);
        Assert.Equal([EngineCloseReason.PingTimeout], server.Ends);
    }

    [Fact]
    public async Task A_poll_that_waits_when_its_client_counts_as_gone_ends()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        server.Time.Advance(Interval);
        Assert.Equal((200, "2"), await server.PollAsync(sid));
        var poll = await server.HeldPollAsync(sid);

        server.Time.Advance(Timeout);

        Assert.Equal((200, "1"), await poll);
    }

    [Fact]
    public async Task A_WebSocket_client_that_answers_pings_stays()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await server.ConnectAsync();
        await socket.NextAsync();
        for (var i = 0; i < 3; i++)
        {
            server.Time.Advance(Interval);

            Assert.Equal("2", await socket.NextAsync());
            await socket.SendAsync("3");
            await socket.SendAsync("4heard");
            Assert.Equal("4heard", await socket.NextAsync());
        }
    }

    [Fact]
    public async Task A_WebSocket_client_that_does_not_answer_is_closed()
    {
        await using var server = await EchoServer.StartAsync();
        using var socket = await server.ConnectAsync();
        await socket.NextAsync();

        server.Time.Advance(Interval + Timeout);

        Assert.NotNull(await socket.ClosedAsync());
        Assert.Equal([EngineCloseReason.PingTimeout], server.Ends);
    }

    [Fact]
    public async Task A_pong_that_nobody_asked_for_changes_nothing()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        server.Time.Advance(Interval - TimeSpan.FromMilliseconds(1));
        await server.PostAsync(sid, "3");

        server.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((200, "2"), await server.PollAsync(sid));
    }

    [Fact]
    public async Task A_client_whose_message_is_still_at_work_is_not_gone()
    {
        var working = new TaskCompletionSource();
        var listener = new SlowListener(working.Task);
        await using var server = await EchoServer.StartAsync(listen: _ => listener);
        using var socket = await server.ConnectAsync();
        await socket.NextAsync();
        await socket.SendAsync("4a lot of work");
        await listener.Heard;

        server.Time.Advance(Interval + (5 * Timeout));
        Assert.Equal(1, server.Engine.Count);

        working.SetResult();
        Assert.Equal("2", await socket.NextAsync());
        await socket.SendAsync("3");
        await socket.SendAsync("4x");
        await Eventually.TrueAsync(() => listener.Count == 2);
        server.Time.Advance(Timeout);
        Assert.Equal(1, server.Engine.Count);
    }

    private sealed class SlowListener(Task until) : IEngineListener
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task Heard => _heard.Task;

        public int Count => Volatile.Read(ref _count);

        public async ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8)
        {
            _heard.TrySetResult();
            await until;
            Interlocked.Increment(ref _count);
        }

        public ValueTask OnBytesAsync(ReadOnlyMemory<byte> bytes) => ValueTask.CompletedTask;

        public void OnClosed(EngineCloseReason reason)
        {
        }

        public Task OnStoppingAsync() => Task.CompletedTask;
    }
}
