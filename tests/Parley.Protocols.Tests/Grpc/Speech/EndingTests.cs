using Parley.Events;
using Parley.Protocols.Grpc.Calls;
using Parley.Testing;
using Said = Parley.V1.StreamResponse.EventOneofCase;

namespace Parley.Protocols.Tests.Grpc.Speech;

/// <summary>Who leaves, who is late, who is silent, who does not read: what happens to the call and to its session's work.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task Cancelling_stops_the_engines_work()
    {
        await using var server = await TestServer.StartAsync();
        var (deciding, stopped) = Decoding(server);
        using var call = await LiveCall.StartAsync(server, new() { Mode = "batch" });
        await call.SpeakAsync(Spoken.Words("hello world."), Spoken.Silence(1));
        await deciding;
        Assert.False(stopped.IsCompleted);

        call.Cancel();

        await stopped;
        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Fact]
    public async Task A_deadline_stops_the_engines_work_and_is_the_status()
    {
        await using var server = await TestServer.StartAsync();
        var (deciding, stopped) = Decoding(server);
        using var call = await LiveCall.StartAsync(server, new() { Mode = "batch" }, ("grpc-timeout", "20S"));
        await call.SpeakAsync(Spoken.Words("hello world."), Spoken.Silence(1));
        await deciding;
        Assert.False(stopped.IsCompleted);

        server.Time.Advance(TimeSpan.FromSeconds(20));

        await stopped;
        Assert.Equal(GrpcCode.DeadlineExceeded, (await call.EndAsync()).Code);
        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Fact]
    public async Task A_recording_that_is_cancelled_stops_the_engines_work()
    {
        await using var server = await TestServer.StartAsync();
        var (deciding, stopped) = Decoding(server);
        using var call = OpenCall.Start(server, "/parley.v1.Speech/Recognize");
        await call.SendAsync(new V1.RecognizeRequest { Audio = Google.Protobuf.ByteString.CopyFrom(Wav.Of(Spoken.Words("one"))) });
        call.Complete();
        await deciding;

        call.Cancel();

        await stopped;
        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_sent_away_after_a_while()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server);
        await call.NextAsync(Said.SessionStarted);

        var ending = call.EndAsync();
        await server.Time.UntilAsync(() => ending.IsCompleted, TimeSpan.FromMinutes(2));

        Assert.Equal((GrpcCode.DeadlineExceeded, "idle_timeout"), ((await ending).Code, (await ending).Error));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_reset_and_its_session_abandoned()
    {
        const long EnhanceYourCalm = 0xB;
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { IdleTimeout = TimeSpan.FromHours(1) });
        using var call = await LiveCall.StartAsync(server);
        var id = (await call.NextAsync(Said.SessionStarted)).SessionStarted.SessionId;
        var session = server.Hub.Find(id).Value!;
        for (var i = 0; i < 700; i++)
        {
            session.Events.Append(new Notice("test", new string('.', 1_000)));
        }

        await server.Time.UntilAsync(() => session.Completion.IsCompleted, TimeSpan.FromMinutes(1));

        var broken = await Assert.ThrowsAnyAsync<Exception>(call.RestAsync);
        Assert.Equal(EnhanceYourCalm, Assert.IsType<HttpProtocolException>(broken as HttpProtocolException ?? broken.InnerException).ErrorCode);
        Assert.True(server.Time.GetTimestamp() >= TimeSpan.FromSeconds(10).Ticks);
    }

    [Fact]
    public async Task A_client_that_has_ended_its_audio_may_be_silent()
    {
        await using var server = await TestServer.StartAsync();
        var held = new TaskCompletionSource();
        server.Recognizer.Before = (_, _) => held.Task;
        using var call = await LiveCall.StartAsync(server);
        await call.SpeakAsync(Spoken.Words("hello"));
        await call.SayAsync(new() { End = new() });
        await call.NextAsync(Said.SpeechEnded);

        server.Time.Advance(TimeSpan.FromMinutes(5));
        held.SetResult();

        Assert.Equal("hello", (await call.NextAsync(Said.TranscriptFinal)).TranscriptFinal.Text);
        Assert.Equal(GrpcCode.Ok, (await call.EndAsync()).Code);
    }

    [Fact]
    public async Task A_stopping_server_finishes_what_was_said_and_says_that_it_stops()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server);
        await call.SpeakAsync(Spoken.Words("hello world."));
        await call.NextAsync(Said.SpeechStarted);

        await server.Hub.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("hello world.", (await call.NextAsync(Said.TranscriptFinal)).TranscriptFinal.Text);
        var end = await call.EndAsync();
        Assert.Equal((GrpcCode.Unavailable, "shutting_down"), (end.Code, end.Error));
        using var late = await LiveCall.StartAsync(server);
        Assert.Equal((GrpcCode.Unavailable, "shutting_down"), ((await late.EndAsync()).Code, (await late.EndAsync()).Error));
    }

    [Fact]
    public async Task A_call_that_has_not_started_keeps_no_server_from_stopping()
    {
        await using var server = await TestServer.StartAsync();
        using var raw = OpenCall.Start(server, LiveCall.Path);
        await raw.SendBytesAsync([0]);

        // The server waits for the first message as long as for any other: from then on the call is its own.
        await Eventually.TrueAsync(() => server.Time.Pending.Contains(TimeSpan.FromSeconds(60)));

        var stopped = server.StopAsync();

        Assert.Equal("shutting_down", (await raw.EndAsync()).Error);
        raw.Dispose();
        await stopped;
    }

    /// <summary>From now on a decode goes on until it is given up.</summary>
    private static (Task Begun, Task GivenUp) Decoding(TestServer server)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var givenUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Recognizer.Before = async (_, cancellation) =>
        {
            begun.TrySetResult();
            await using var registration = cancellation.Register(() => givenUp.TrySetResult());
            await givenUp.Task;
            cancellation.ThrowIfCancellationRequested();
        };
        var patience = TimeSpan.FromSeconds(30);
        return (begun.Task.WaitAsync(patience), givenUp.Task.WaitAsync(patience));
    }
}
