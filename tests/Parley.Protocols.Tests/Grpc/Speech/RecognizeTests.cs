using Google.Protobuf;
using Parley.Audio.Files;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.OpenAi;
using Parley.Testing;
using Parley.V1;

namespace Parley.Protocols.Tests.Grpc.Speech;

public sealed class RecognizeTests
{
    [Fact]
    public async Task A_recording_is_recognised_by_its_content()
    {
        await using var server = await TestServer.StartAsync();

        var (answer, end) = await AskAsync(server, Wav.Of(Spoken.Words("one two"), Spoken.Silence(1), Spoken.Words("three four")));

        Assert.Equal(GrpcCode.Ok, end.Code);
        Assert.Equal(("one two three four", "scripted", 2.0), (answer!.Text, answer.Model, answer.Duration));
        Assert.Equal(["one two", "three four"], answer.Finals.Select(final => final.Text));
    }

    [Fact]
    public async Task Bare_samples_are_what_the_options_say()
    {
        await using var server = await TestServer.StartAsync();

        var (answer, _) = await AskAsync(server, Spoken.S16Le(Spoken.Words("one two")), new() { Input = new() { Rate = 16_000 } });

        Assert.Equal("one two", answer!.Text);
    }

    [Theory]
    [InlineData("", "", "InvalidArgument", "invalid_audio", "audio")]
    [InlineData("#EXTM3U\nother.wav", "", "InvalidArgument", "unsupported_audio", "audio")]
    [InlineData("abc", "s16le", "InvalidArgument", "invalid_audio", "audio")]
    [InlineData("abcd", "opus", "InvalidArgument", "invalid_request", "input.encoding")]
    [InlineData("abcd", "mp3", "InvalidArgument", "invalid_request", "input.encoding")]
    public async Task What_is_no_recording_is_refused(string audio, string encoding, string status, string code, string param)
    {
        await using var server = await TestServer.StartAsync();
        var options = encoding.Length == 0 ? null : new Options { Input = new() { Encoding = encoding } };

        var (_, end) = await AskAsync(server, System.Text.Encoding.ASCII.GetBytes(audio), options);

        Assert.Equal((status, code, param), ($"{end.Code}", end.Error, end.Param));
    }

    [Fact]
    public async Task A_recording_that_lasts_too_long_is_refused()
    {
        await using var server = await TestServer.StartAsync(options => options.Files = new FileProtocolOptions
        {
            Audio = AudioFileLimits.Default with { MaxDuration = TimeSpan.FromSeconds(1) },
        });

        var (_, end) = await AskAsync(server, Wav.Of(Spoken.Words("one two"), Spoken.Silence(1)));

        Assert.Equal((GrpcCode.InvalidArgument, "audio_too_long", "audio"), (end.Code, end.Error, end.Param));
    }

    [Fact]
    public async Task The_engines_failure_is_the_calls()
    {
        await using var server = await TestServer.StartAsync();
        server.Recognizer.Fail = _ => ParleyError.Provider(FailureCategory.Transient, "Not now.");

        var (_, end) = await AskAsync(server, Wav.Of(Spoken.Words("one two"), Spoken.Silence(1)));

        Assert.Equal((GrpcCode.Unavailable, "provider_failed"), (end.Code, end.Error));
    }

    [Fact]
    public async Task One_recording_too_many_is_refused_with_a_time_to_come_back()
    {
        await using var server = await TestServer.StartAsync(options => options.Grpc = new() { MaxRecordings = 1 });
        CallEnd? end = null;

        // The first may come while another is heard, and is refused itself: then it is sent again.
        for (var attempt = 0; attempt < 10 && end is not { Code: not GrpcCode.Ok }; attempt++)
        {
            using var first = OpenCall.Start(server, "/parley.v1.Speech/Recognize");
            await first.SendBytesAsync([0, 0]);
            for (var asked = 0; asked < 20 && end is not { Code: not GrpcCode.Ok }; asked++)
            {
                (_, end) = await AskAsync(server, Wav.Of(Spoken.Words("one")));
            }
        }

        Assert.Equal((GrpcCode.ResourceExhausted, "too_many_sessions", "5000"), (end!.Code, end.Error, end["parley-retry-after-ms"]));
    }

    private static Task<(RecognizeResponse? Answer, CallEnd End)> AskAsync(TestServer server, byte[] audio, Options? options = null) =>
        OpenCall.UnaryAsync<RecognizeResponse>(
            server, "/parley.v1.Speech/Recognize", new RecognizeRequest { Audio = ByteString.CopyFrom(audio), Options = options });
}
