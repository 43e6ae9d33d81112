using Parley.Protocols.Grpc.Calls;
using Parley.Testing;
using Parley.V1;
using Said = Parley.V1.StreamResponse.EventOneofCase;

namespace Parley.Protocols.Tests.Grpc.Speech;

public sealed class SpeakingTests
{
    [Fact]
    public async Task A_session_is_options_and_audio_in_and_numbered_events_out()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server, new() { Language = "en-US", Endpointing = new() { SilenceMs = 500 } });
        await call.SpeakAsync(Spoken.Words("hello world."), Spoken.Silence(1));
        await call.SayAsync(new() { End = new() });

        var said = await call.RestAsync();

        Assert.Equal(said.Select((_, i) => i + 1L), said.Select(one => one.Seq));
        Assert.Equal(Said.SessionStarted, said[0].EventCase);
        Assert.Equal(("scripted", "en-US", 16_000), (said[0].SessionStarted.Model, said[0].SessionStarted.Language, said[0].SessionStarted.Rate));
        var final = Assert.Single(said, one => one.EventCase == Said.TranscriptFinal).TranscriptFinal;
        Assert.Equal(("hello world.", 1), (final.Text, final.Utterance));
        Assert.Contains(said, one => one.EventCase == Said.SpeechStarted);
        Assert.Equal("silence", Assert.Single(said, one => one.EventCase == Said.SpeechEnded).SpeechEnded.Reason);
        Assert.Contains(said, one => one.EventCase == Said.Ack);
        Assert.Equal(1.5, Assert.Single(said, one => one.EventCase == Said.Usage).Usage.AudioSeconds);
        Assert.Equal("completed", said[^1].SessionEnded.Reason);
        Assert.Equal(GrpcCode.Ok, (await call.EndAsync()).Code);
    }

    [Fact]
    public async Task Closing_the_sending_side_ends_the_audio()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server);
        await call.SpeakAsync(Spoken.Words("one two"));
        call.Complete();

        var said = await call.RestAsync();

        Assert.Equal("one two", Assert.Single(said, one => one.EventCase == Said.TranscriptFinal).TranscriptFinal.Text);
        Assert.Equal("completed", said[^1].SessionEnded.Reason);
    }

    [Fact]
    public async Task A_flush_gives_a_final_at_once()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server);
        await call.SpeakAsync(Spoken.Words("one two"));
        await call.SayAsync(new() { Flush = new() });

        Assert.Equal("one two", (await call.NextAsync(Said.TranscriptFinal)).TranscriptFinal.Text);
    }

    [Fact]
    public async Task Partials_come_while_somebody_speaks()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server);
        await call.SpeakAsync(Spoken.Words("the quick brown fox jumps over the lazy dog."));

        var partial = (await call.NextAsync(Said.TranscriptPartial)).TranscriptPartial;

        Assert.StartsWith("the", partial.Stable + partial.Tail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_encodings_are_heard_as_well()
    {
        await using var server = await TestServer.StartAsync();
        var options = new Options { Input = new() { Encoding = "f32le", Rate = 16_000, Channels = 1 }, Mode = "batch", Partials = false };
        using var call = await LiveCall.StartAsync(server, options);
        await call.SendAudioAsync([.. Spoken.Words("one two").SelectMany(BitConverter.GetBytes)]);
        call.Complete();

        Assert.Equal("one two", (await call.NextAsync(Said.TranscriptFinal)).TranscriptFinal.Text);
    }

    [Fact]
    public async Task A_second_reader_follows_from_any_event_still_held()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server, new() { Mode = "batch" });
        var id = (await call.NextAsync(Said.SessionStarted)).SessionStarted.SessionId;
        using var follower = await FollowAsync(server, new() { SessionId = id, After = 1 });
        await call.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        call.Complete();

        var rest = await call.RestAsync();

        Assert.Equal(rest, await follower.RestAsync<StreamResponse>());
        Assert.Equal(GrpcCode.Ok, (await follower.EndAsync()).Code);
    }

    [Theory]
    [InlineData("s_nobody", 0, "NotFound", "session_not_found", "session_id")]
    [InlineData("", 0, "NotFound", "session_not_found", "session_id")]
    [InlineData("ID", -1, "InvalidArgument", "invalid_request", "after")]
    [InlineData("ID", 1_000, "InvalidArgument", "invalid_request", "after")]
    public async Task What_cannot_be_followed_is_refused_with_a_reason(string id, long after, string status, string code, string param)
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server);
        var real = (await call.NextAsync(Said.SessionStarted)).SessionStarted.SessionId;
        using var follower = await FollowAsync(server, new() { SessionId = id.Replace("ID", real, StringComparison.Ordinal), After = after });

        var end = await follower.EndAsync();

        Assert.Equal((status, code, param), ($"{end.Code}", end.Error, end.Param));
    }

    private static async Task<OpenCall> FollowAsync(TestServer server, FollowRequest request)
    {
        var call = OpenCall.Start(server, "/parley.v1.Speech/Follow");
        await call.SendAsync(request);
        call.Complete();
        return call;
    }
}
