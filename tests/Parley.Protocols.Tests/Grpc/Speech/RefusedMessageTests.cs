using Google.Protobuf;
using Google.Rpc;
using Parley.Engine.Sessions;
using Parley.Protocols.Grpc.Calls;
using Parley.Testing;
using Parley.V1;
using Said = Parley.V1.StreamResponse.EventOneofCase;

namespace Parley.Protocols.Tests.Grpc.Speech;

/// <summary>What bad input gets: before there is a session the call's status, afterwards an answer, and the call goes on.</summary>
public sealed class RefusedMessageTests
{
    public static TheoryData<string, string, string, string> BadOptions => new()
    {
        { """{"language":"?"}""", "InvalidArgument", "invalid_request", "language" },
        { """{"language":""}""", "InvalidArgument", "invalid_request", "language" },
        { """{"language":"fr"}""", "InvalidArgument", "unsupported_language", "language" },
        { """{"model":"gpt-9"}""", "NotFound", "unknown_model", "model" },
        { """{"mode":"fast"}""", "InvalidArgument", "invalid_request", "mode" },
        { """{"input":{"encoding":"mp3"}}""", "InvalidArgument", "invalid_request", "input.encoding" },
        { """{"input":{"rate":7999}}""", "InvalidArgument", "invalid_request", "input.rate" },
        { """{"input":{"rate":-1}}""", "InvalidArgument", "invalid_request", "input.rate" },
        { """{"input":{"encoding":"opus","rate":44100}}""", "InvalidArgument", "invalid_request", "input.rate" },
        { """{"input":{"channels":0}}""", "InvalidArgument", "invalid_request", "input.channels" },
        { """{"input":{"channels":65535}}""", "InvalidArgument", "invalid_request", "input.channels" },
        { """{"endpointing":{"silence_ms":99}}""", "InvalidArgument", "invalid_request", "endpointing.silence_ms" },
        { """{"endpointing":{"max_utterance_ms":30001}}""", "InvalidArgument", "invalid_request", "endpointing.max_utterance_ms" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task Options_that_cannot_be_met_end_the_call_and_name_the_field(string options, string status, string code, string param)
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server, JsonParser.Default.Parse<Options>(options));

        var end = await call.EndAsync();

        Assert.Equal((status, code, param), ($"{end.Code}", end.Error, end.Param));
        Assert.True(end.TrailersOnly);
        Assert.NotEmpty(end["parley-request-id"]!);
    }

    [Fact]
    public async Task Metadata_is_bounded()
    {
        await using var server = await TestServer.StartAsync();
        var options = new Options { Metadata = { Enumerable.Range(0, 17).ToDictionary(i => $"name {i}", _ => "value") } };
        using var call = await LiveCall.StartAsync(server, options);

        Assert.Equal("metadata", (await call.EndAsync()).Param);
    }

    [Fact]
    public async Task The_details_of_a_status_are_the_standard_ones()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server, new() { Language = "?" });

        var end = await call.EndAsync();

        var details = end["grpc-status-details-bin"]!;
        var status = Status.Parser.ParseFrom(Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
        Assert.Equal(((int)GrpcCode.InvalidArgument, end.Message), (status.Code, status.Message));
        Assert.Equal("invalid_request", status.Details.Single(any => any.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>().Reason);
        Assert.Equal("language", Assert.Single(status.Details.Single(any => any.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations).Field);
        Assert.Equal(end["parley-request-id"], status.Details.Single(any => any.Is(RequestInfo.Descriptor)).Unpack<RequestInfo>().RequestId);
    }

    public static TheoryData<string, string, string> BadBeginnings => new()
    {
        { """{"audio":{"data":"AAAA"}}""", "FailedPrecondition", "not_started" },
        { """{"flush":{}}""", "FailedPrecondition", "not_started" },
        { """{"end":{}}""", "FailedPrecondition", "not_started" },
        { "{}", "InvalidArgument", "unknown_type" },
    };

    [Theory]
    [MemberData(nameof(BadBeginnings))]
    public async Task The_first_message_must_start(string message, string status, string code)
    {
        await using var server = await TestServer.StartAsync();
        using var call = new LiveCall(OpenCall.Start(server, LiveCall.Path));
        await call.SayAsync(JsonParser.Default.Parse<StreamRequest>(message));

        var end = await call.EndAsync();

        Assert.Equal((status, code), ($"{end.Code}", end.Error));
        Assert.Equal(0, server.Hub.Running);
    }

    [Fact]
    public async Task A_call_without_a_message_never_started()
    {
        await using var server = await TestServer.StartAsync();
        using var call = new LiveCall(OpenCall.Start(server, LiveCall.Path));
        call.Complete();

        Assert.Equal("not_started", (await call.EndAsync()).Error);
    }

    [Theory]
    [InlineData("odd", "invalid_audio", "audio")]
    [InlineData("empty", "invalid_audio", "audio")]
    [InlineData("bytes", "chunk_too_large", "audio")]
    [InlineData("seconds", "chunk_too_large", "audio")]
    [InlineData("negative", "invalid_request", "position")]
    [InlineData("far", "invalid_request", "position")]
    [InlineData("start", "already_started", "")]
    [InlineData("nothing", "unknown_type", "message")]
    public async Task A_message_that_is_refused_is_answered_and_what_was_accepted_is_kept(string what, string code, string param)
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server, new() { Mode = "batch" });
        await call.SpeakAsync(Spoken.Words("hello"));
        await (what switch
        {
            "odd" => call.SendAudioAsync(new byte[3]),
            "empty" => call.SendAudioAsync([]),
            "bytes" => call.SendAudioAsync(new byte[(1 << 20) + 2]),
            "seconds" => call.SendAudioAsync(new byte[(Spoken.Rate * 20) + 2]),
            "negative" => call.SendAudioAsync(new byte[2], -1),
            "far" => call.SendAudioAsync(new byte[2], 1L << 40),
            "start" => call.SayAsync(new() { Start = new() }),
            _ => call.SayAsync(new()),
        });
        var error = (await call.NextAsync(Said.Error)).Error;
        await call.SpeakAsync(Spoken.Words("hello world.")[Spoken.WordSamples..]);
        call.Complete();

        Assert.Equal((code, param), (error.Code, error.Param));
        Assert.NotEmpty(error.RequestId);
        Assert.Equal("hello world.", (await call.NextAsync(Said.TranscriptFinal)).TranscriptFinal.Text);
        Assert.Equal(GrpcCode.Ok, (await call.EndAsync()).Code);
    }

    [Fact]
    public async Task A_hole_and_an_overlap_are_events_of_the_session()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await LiveCall.StartAsync(server);
        await call.SendAudioAsync(new byte[2_000]);
        await call.SendAudioAsync(new byte[2_000], 5_000);
        var gap = await call.NextAsync(Said.Error);
        await call.SendAudioAsync(new byte[2_000], 5_500);
        var overlap = await call.NextAsync(Said.Error);

        Assert.Equal(("audio_gap", 1_000, 5_000), (gap.Error.Code, gap.Error.From, gap.Error.To));
        Assert.Equal(("audio_overlap", 5_500, 6_000), (overlap.Error.Code, overlap.Error.From, overlap.Error.To));
        Assert.True(gap.Seq > 0 && overlap.Seq > gap.Seq);
    }

    [Fact]
    public async Task Whatever_comes_after_the_end_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var held = new TaskCompletionSource();
        server.Recognizer.Before = (_, _) => held.Task;
        using var call = await LiveCall.StartAsync(server, new() { Mode = "batch" });
        await call.SpeakAsync(Spoken.Words("hello"));
        await call.SayAsync(new() { End = new() });
        await call.SpeakAsync(Spoken.Words("world."));

        Assert.Equal("session_ended", (await call.NextAsync(Said.Error)).Error.Code);
        held.SetResult();
        Assert.Equal("hello", (await call.NextAsync(Said.TranscriptFinal)).TranscriptFinal.Text);
        Assert.Equal(GrpcCode.Ok, (await call.EndAsync()).Code);
    }

    [Fact]
    public async Task A_client_that_is_wrong_too_often_gets_what_it_said_and_the_end()
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { MaxErrors = 3 });
        using var call = await LiveCall.StartAsync(server);
        await call.SpeakAsync(Spoken.Words("hello"));
        for (var i = 0; i < 3; i++)
        {
            await call.SendAudioAsync(new byte[3]);
        }

        var said = await call.RestAsync();
        var end = await call.EndAsync();

        Assert.Equal("hello", Assert.Single(said, one => one.EventCase == Said.TranscriptFinal).TranscriptFinal.Text);
        Assert.Equal((GrpcCode.ResourceExhausted, "too_many_errors"), (end.Code, end.Error));
    }

    [Fact]
    public async Task A_message_that_is_none_ends_the_call_after_what_was_said_before_it()
    {
        await using var server = await TestServer.StartAsync();
        using var raw = OpenCall.Start(server, LiveCall.Path);
        using var call = new LiveCall(raw);
        await call.SayAsync(new() { Start = new() });
        await call.SpeakAsync(Spoken.Words("hello"));
        await raw.SendFrameAsync([7]);

        var said = await call.RestAsync();

        Assert.Equal("hello", Assert.Single(said, one => one.EventCase == Said.TranscriptFinal).TranscriptFinal.Text);
        Assert.Equal("abandoned", said[^1].SessionEnded.Reason);
        Assert.Equal(GrpcCode.Internal, (await call.EndAsync()).Code);
    }

    [Fact]
    public async Task One_session_too_many_is_refused_with_a_time_to_come_back()
    {
        await using var server = await TestServer.StartAsync(limits: new SessionLimits { MaxSessions = 1, RetryAfter = TimeSpan.FromSeconds(3) });
        using var first = await LiveCall.StartAsync(server);
        await first.NextAsync(Said.SessionStarted);
        using var second = await LiveCall.StartAsync(server);

        var end = await second.EndAsync();

        Assert.Equal((GrpcCode.ResourceExhausted, "too_many_sessions"), (end.Code, end.Error));
        Assert.Equal(("3000", "3000"), (end["parley-retry-after-ms"], end["grpc-retry-pushback-ms"]));
    }
}
