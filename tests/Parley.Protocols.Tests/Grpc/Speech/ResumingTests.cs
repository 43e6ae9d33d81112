using Parley.Engine.Sessions;
using Parley.Protocols.Grpc.Calls;
using Parley.Testing;
using Parley.V1;
using Said = Parley.V1.StreamResponse.EventOneofCase;

namespace Parley.Protocols.Tests.Grpc.Speech;

public sealed class ResumingTests
{
    [Fact]
    public async Task A_resumable_session_goes_on_in_another_call()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await LiveCall.StartAsync(server, new() { Mode = "batch", Resumable = true });
        var id = (await first.NextAsync(Said.SessionStarted)).SessionStarted.SessionId;
        await first.SpeakAsync(Spoken.Words("hello"));
        var session = server.Hub.Find(id).Value!;
        await Eventually.TrueAsync(() => session.Received == Spoken.WordSamples);
        first.Cancel();

        using var second = await ResumeAsync(server, id, 1);
        var resumed = (await second.NextAsync(Said.SessionResumed)).SessionResumed;
        await second.SendAudioAsync(Spoken.S16Le(Spoken.Words("hello world.")), 0);
        second.Complete();
        await server.Time.UntilAsync(() => session.State != SessionState.Active, TimeSpan.FromSeconds(1));
        var said = await second.RestAsync();

        Assert.Equal((id, "active", 2, Spoken.WordSamples), (resumed.SessionId, resumed.State, resumed.Epoch, resumed.Received));
        Assert.Equal("hello world.", Assert.Single(said, one => one.EventCase == Said.TranscriptFinal).TranscriptFinal.Text);
        Assert.DoesNotContain(said, one => one.EventCase is Said.Error or Said.SessionStarted);
        Assert.Equal(GrpcCode.Ok, (await second.EndAsync()).Code);
    }

    [Fact]
    public async Task A_client_that_closes_its_side_as_it_cancels_can_come_back()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await LiveCall.StartAsync(server, new() { Resumable = true });
        var id = (await first.NextAsync(Said.SessionStarted)).SessionStarted.SessionId;
        first.Complete();
        await Eventually.TrueAsync(() => server.Time.Pending.Any(due => due == TimeSpan.FromSeconds(0.1)));
        first.Cancel();

        using var second = await ResumeAsync(server, id, 1);
        Assert.Equal("active", (await second.NextAsync(Said.SessionResumed)).SessionResumed.State);
    }

    [Fact]
    public async Task A_call_whose_session_is_taken_over_is_told_so()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await LiveCall.StartAsync(server, new() { Resumable = true, ResumeWindow = 30 });
        var id = (await first.NextAsync(Said.SessionStarted)).SessionStarted.SessionId;

        using var second = await ResumeAsync(server, id, 0);
        var end = await first.EndAsync();

        Assert.Equal((GrpcCode.Aborted, "taken_over"), (end.Code, end.Error));
        Assert.Equal(30, (await second.NextAsync(Said.SessionResumed)).SessionResumed.ResumeWindow);
        Assert.Equal(id, (await second.NextAsync(Said.SessionStarted)).SessionStarted.SessionId);
    }

    [Fact]
    public async Task A_resumable_session_that_nobody_comes_back_to_ends_after_its_window()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server, new() { Resumable = true, ResumeWindow = 30 });
        var session = server.Hub.Find((await call.NextAsync(Said.SessionStarted)).SessionStarted.SessionId).Value!;
        call.Cancel();

        await server.Time.UntilAsync(() => session.State == SessionState.Ended, TimeSpan.FromSeconds(60));
        Assert.True(server.Time.GetTimestamp() >= TimeSpan.FromSeconds(30).Ticks);
    }

    [Theory]
    [InlineData("s_nobody", 0, "NotFound", "session_not_found", "session_id")]
    [InlineData("ID", -1, "InvalidArgument", "invalid_request", "after")]
    [InlineData("ID", 1_000, "InvalidArgument", "invalid_request", "after")]
    [InlineData("ID", 0, "FailedPrecondition", "not_resumable", "session_id")]
    public async Task What_cannot_be_resumed_is_refused_with_a_reason(string id, long after, string status, string code, string param)
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server);
        var real = (await call.NextAsync(Said.SessionStarted)).SessionStarted.SessionId;

        using var other = await ResumeAsync(server, id.Replace("ID", real, StringComparison.Ordinal), after);
        var end = await other.EndAsync();

        Assert.Equal((status, code, param), ($"{end.Code}", end.Error, end.Param));
    }

    private static async Task<LiveCall> ResumeAsync(TestServer server, string id, long after)
    {
        var call = new LiveCall(OpenCall.Start(server, LiveCall.Path));
        await call.SayAsync(new StreamRequest { Resume = new() { SessionId = id, After = after } });
        return call;
    }
}
