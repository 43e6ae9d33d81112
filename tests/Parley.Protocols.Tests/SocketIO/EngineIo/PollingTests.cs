using System.Text;
using Parley.Protocols.SocketIO.EngineIo;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.EngineIo;

public sealed class PollingTests
{
    private static readonly (int, string) Unknown = (400, """{"code":1,"message":"Session ID unknown"}""");

    [Theory]
    [InlineData("4hello")]
    [InlineData("4test1\u001e4test2\u001e4test3")]
    [InlineData("4hello\u001ebAQIDBA==")]
    [InlineData("b")]
    [InlineData("4")]
    [InlineData("4早安 😀")]
    public async Task Packets_go_there_and_come_back_in_one_payload_each(string payload)
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();

        Assert.Equal((200, "ok"), await server.PostAsync(sid, payload));
        Assert.Equal((200, payload), await server.PollAsync(sid));
    }

    [Fact]
    public async Task A_body_that_is_not_UTF_8_is_no_packets_and_ends_the_connection()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        using var body = new ByteArrayContent([(byte)'4', (byte)'"', 0xC3, 0x28]);

        using var answer = await server.Http.PostAsync($"{EchoServer.Path}polling&sid={sid}", body, Wire.Limit());

        Assert.Equal(
            (400, """{"code":3,"message":"Bad request"}"""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Wire.Limit())));
        Assert.Equal(0, server.Engine.Count);
    }

    [Fact]
    public async Task A_poll_that_waits_is_answered_as_soon_as_something_is_said()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        var poll = await server.HeldPollAsync(sid);

        await server.PostAsync(sid, "4hello");

        Assert.Equal((200, "4hello"), await poll);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("7hello")]
    [InlineData("4ok\u001e")]
    [InlineData("b!!!")]
    [InlineData("2")]
    [InlineData("2probe")]
    [InlineData("5")]
    [InlineData("0{}")]
    public async Task What_is_no_packet_or_not_the_clients_to_send_ends_the_connection(string payload)
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();

        await server.PostAsync(sid, payload);

        Assert.Equal(Unknown, await server.PollAsync(sid));
        Assert.Equal([EngineCloseReason.ParseError], server.Ends);
    }

    [Fact]
    public async Task What_is_no_packet_is_refused_with_400()
    {
        await using var server = await EchoServer.StartAsync();

        Assert.Equal((400, """{"code":3,"message":"Bad request"}"""), await server.PostAsync(await server.OpenAsync(), "abc"));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_end_the_connection()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        using var content = new ByteArrayContent([(byte)'4', 0xC3, 0x28]);

        using var response = await server.Http.PostAsync(EchoServer.Path + "polling&sid=" + sid, content, Wire.Limit());

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(Unknown, await server.PollAsync(sid));
    }

    [Fact]
    public async Task A_second_poll_ends_the_connection_and_the_first_is_told()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        var first = await server.HeldPollAsync(sid);

        var second = await server.PollAsync(sid);

        Assert.Equal((200, "1"), await first);
        Assert.Equal(400, second.Status);
        Assert.Equal(Unknown, await server.PollAsync(sid));
    }

    [Fact]
    public async Task A_second_POST_beside_the_first_ends_the_connection()
    {
        var working = new TaskCompletionSource();
        var listener = new HeldListener(working.Task);
        await using var server = await EchoServer.StartAsync(listen: _ => listener);
        var sid = await server.OpenAsync();
        var first = server.PostAsync(sid, "4first");
        await listener.Heard;

        var second = await server.PostAsync(sid, "4second");

        Assert.Equal((400, """{"code":3,"message":"Bad request"}"""), second);
        working.SetResult();
        await first;
        Assert.Equal(Unknown, await server.PollAsync(sid));
    }

    [Fact]
    public async Task A_poll_that_its_client_gives_up_ends_the_connection()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        using var giveUp = new CancellationTokenSource();
        var poll = server.Http.GetAsync(EchoServer.Path + "polling&sid=" + sid, giveUp.Token);
        await Eventually.TrueAsync(() => server.Engine.Find(sid)!.HasWaitingPoll);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await Eventually.TrueAsync(() => server.Engine.Count == 0);
        Assert.Equal(Unknown, await server.PollAsync(sid));
        Assert.Equal([EngineCloseReason.TransportClosed], server.Ends);
    }

    [Fact]
    public async Task A_client_that_says_goodbye_gets_its_poll_back_empty_handed()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        var poll = await server.HeldPollAsync(sid);

        await server.PostAsync(sid, "1");

        Assert.Equal((200, "6"), await poll);
        Assert.Equal(Unknown, await server.PollAsync(sid));
        Assert.Equal([EngineCloseReason.ClientClosed], server.Ends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_gets_413_whether_its_length_is_known_or_not(bool known)
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Options with { MaxPayload = 1_000 });
        var sid = await server.OpenAsync();
        var body = Encoding.UTF8.GetBytes("4" + new string('x', 1_000));
        using HttpContent content = known ? new ByteArrayContent(body) : new UnsizedContent(body);

        using var response = await server.Http.PostAsync(EchoServer.Path + "polling&sid=" + sid, content, Wire.Limit());

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal(Unknown, await server.PollAsync(sid));
        Assert.Equal([EngineCloseReason.PayloadTooLarge], server.Ends);
    }

    [Fact]
    public async Task A_body_of_the_largest_size_is_taken()
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Options with { MaxPayload = 1_000 });
        var sid = await server.OpenAsync();
        var largest = "4" + new string('x', 999);

        Assert.Equal((200, "ok"), await server.PostAsync(sid, largest));
        Assert.Equal((200, largest), await server.PollAsync(sid));
    }

    [Fact]
    public async Task A_client_that_sends_and_never_polls_is_sent_away_at_the_bound()
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Options with { MaxBufferedPackets = 3 });
        var sid = await server.OpenAsync();

        await server.PostAsync(sid, "4a\u001e4b\u001e4c\u001e4d");

        await Eventually.TrueAsync(() => server.Engine.Count == 0);
        Assert.Equal([EngineCloseReason.ReaderTooSlow], server.Ends);
    }

    [Fact]
    public async Task Bytes_that_wait_are_bounded_too()
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Options with { MaxBufferedBytes = 10 });

        await server.PostAsync(await server.OpenAsync(), "412345\u001e4123456");

        await Eventually.TrueAsync(() => server.Engine.Count == 0);
        Assert.Equal([EngineCloseReason.ReaderTooSlow], server.Ends);
    }

    [Fact]
    public async Task A_connection_that_the_server_closes_gives_out_what_it_had_to_say_first()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        await server.PostAsync(sid, "4last words");

        var stopping = server.Engine.StopAsync();

        Assert.Equal((200, "4last words"), await server.PollAsync(sid));
        Assert.Equal((200, "ok"), await server.PostAsync(sid, "4what nobody hears"));
        Assert.False(stopping.IsCompleted);
        Assert.Equal((200, "1"), await server.PollAsync(sid));
        await stopping.WaitAsync(Wire.Limit());
        Assert.Equal(Unknown, await server.PollAsync(sid));
        Assert.Equal(503, (await server.GetAsync("polling")).Status);
    }

    [Fact]
    public async Task A_poll_that_waits_is_closed_with_the_server()
    {
        await using var server = await EchoServer.StartAsync();
        var poll = await server.HeldPollAsync(await server.OpenAsync());

        await server.Engine.StopAsync().WaitAsync(Wire.Limit());

        Assert.Equal((200, "1"), await poll);
        Assert.Equal([EngineCloseReason.ServerStopping], server.Ends);
    }

    [Fact]
    public async Task Last_words_that_nobody_fetches_are_forgotten()
    {
        await using var server = await EchoServer.StartAsync();
        var sid = await server.OpenAsync();
        await server.PostAsync(sid, "4last words");
        var stopping = server.Engine.StopAsync();

        server.Time.Advance(EchoServer.Options.CloseTimeout);

        await stopping.WaitAsync(Wire.Limit());
        Assert.Equal(Unknown, await server.PollAsync(sid));
    }

    private sealed class HeldListener(Task until) : IEngineListener
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Heard => _heard.Task;

        public async ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8)
        {
            _heard.TrySetResult();
            await until;
        }

        public ValueTask OnBytesAsync(ReadOnlyMemory<byte> bytes) => ValueTask.CompletedTask;

        public void OnClosed(EngineCloseReason reason)
        {
        }

        public Task OnStoppingAsync() => Task.CompletedTask;
    }

    private sealed class UnsizedContent(byte[] body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            stream.WriteAsync(body, 0, body.Length);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
