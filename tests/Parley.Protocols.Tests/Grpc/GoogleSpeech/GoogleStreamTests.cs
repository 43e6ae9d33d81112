using Google.Cloud.Speech.V1;
using Parley.Protocols.Grpc.Calls;
using Parley.Testing;
using SpeechEventType = Google.Cloud.Speech.V1.StreamingRecognizeResponse.Types.SpeechEventType;

namespace Parley.Protocols.Tests.Grpc.GoogleSpeech;

public sealed class GoogleStreamTests
{
    [Theory]
    [InlineData(4_000)]
    [InlineData(4_001)]
    [InlineData(40_001)]
    public async Task Samples_may_be_cut_anywhere(int chunk)
    {
        await using var server = await TestServer.StartAsync();
        using var call = await GoogleCall.StreamAsync(server, new() { Config = GoogleCall.Config() });
        await call.SpeakAsync(Spoken.S16Le(Spoken.Words("the quick brown fox"), Spoken.Silence(1)), chunk);
        call.Complete();

        var result = Assert.Single((await call.RestAsync<StreamingRecognizeResponse>()).SelectMany(response => response.Results));

        Assert.True(result.IsFinal);
        Assert.Equal("the quick brown fox", Assert.Single(result.Alternatives).Transcript);
        Assert.Equal(GrpcCode.Ok, (await call.EndAsync()).Code);
    }

    [Fact]
    public async Task Interim_results_are_the_settled_words_and_those_that_may_change()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await GoogleCall.StreamAsync(server, new() { Config = GoogleCall.Config(), InterimResults = true });
        await call.SpeakAsync(Spoken.S16Le(Spoken.Words("the quick brown fox jumps over the lazy dog."), Spoken.Silence(1)));
        call.Complete();

        var said = await call.RestAsync<StreamingRecognizeResponse>();

        var interim = said.Where(response => response.Results is [{ IsFinal: false }, ..]).ToList();
        Assert.NotEmpty(interim);
        Assert.All(interim.SelectMany(response => response.Results), result => Assert.Contains(result.Stability, new[] { 0.9f, 0.1f }));
        Assert.All(interim, response => Assert.StartsWith(
            string.Concat(response.Results.Where(result => result.Stability > 0.5f).Select(result => result.Alternatives[0].Transcript)),
            "the quick brown fox jumps over the lazy dog.",
            StringComparison.Ordinal));
        Assert.True(said[^1].Results.Single().IsFinal);
    }

    [Fact]
    public async Task A_single_utterance_ends_the_call_by_itself()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await GoogleCall.StreamAsync(
            server, new() { Config = GoogleCall.Config(), SingleUtterance = true, EnableVoiceActivityEvents = true });
        await call.SpeakAsync(Spoken.S16Le(Spoken.Words("one two"), Spoken.Silence(1), Spoken.Words("three"), Spoken.Silence(1)));

        var said = await call.RestAsync<StreamingRecognizeResponse>();

        Assert.Equal(
            [SpeechEventType.SpeechActivityBegin, SpeechEventType.SpeechActivityEnd, SpeechEventType.EndOfSingleUtterance],
            said.Select(response => response.SpeechEventType).Where(type => type != SpeechEventType.SpeechEventUnspecified).Take(3));
        Assert.Equal("one two", Assert.Single(said.SelectMany(response => response.Results)).Alternatives[0].Transcript);
        Assert.Equal(GrpcCode.Ok, (await call.EndAsync()).Code);
    }

    [Fact]
    public async Task A_WAV_file_that_is_streamed_says_itself_what_it_is()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await GoogleCall.StreamAsync(server, new() { Config = GoogleCall.Config() });
        await call.SpeakAsync(Wav.Of(Spoken.Words("hello world."), Spoken.Silence(1)), 3_001);
        call.Complete();

        Assert.Equal("hello world.", Assert.Single((await call.RestAsync<StreamingRecognizeResponse>()).SelectMany(one => one.Results)).Alternatives[0].Transcript);
    }

    [Fact]
    public async Task What_is_wrong_with_the_beginning_ends_the_call_and_names_its_field()
    {
        await using var server = await TestServer.StartAsync();
        using var early = OpenCall.Start(server, "/google.cloud.speech.v1.Speech/StreamingRecognize");
        await early.SpeakAsync(new byte[100]);
        using var bare = await GoogleCall.StreamAsync(server, new());
        var config = GoogleCall.Config();
        config.LanguageCode = "";
        using var mute = await GoogleCall.StreamAsync(server, new() { Config = config });
        using var patient = await GoogleCall.StreamAsync(server, new() { Config = GoogleCall.Config(), VoiceActivityTimeout = new() });

        Assert.Equal((GrpcCode.InvalidArgument, "streaming_config"), await CodeAsync(early));
        Assert.Equal((GrpcCode.InvalidArgument, "streaming_config.config"), await CodeAsync(bare));
        Assert.Equal((GrpcCode.InvalidArgument, "streaming_config.config.language_code"), await CodeAsync(mute));
        Assert.Equal((GrpcCode.InvalidArgument, "streaming_config.voice_activity_timeout"), await CodeAsync(patient));
    }

    [Fact]
    public async Task A_second_configuration_ends_the_call_after_what_was_said_before_it()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await GoogleCall.StreamAsync(server, new() { Config = GoogleCall.Config() });
        await call.SpeakAsync(Spoken.S16Le(Spoken.Words("one")));
        await call.SendAsync(new StreamingRecognizeRequest { StreamingConfig = new() { Config = GoogleCall.Config() } });

        Assert.Equal("one", Assert.Single((await call.RestAsync<StreamingRecognizeResponse>()).SelectMany(one => one.Results)).Alternatives[0].Transcript);
        Assert.Equal((GrpcCode.InvalidArgument, "audio_content"), await CodeAsync(call));
    }

    [Fact]
    public async Task Audio_that_is_not_what_it_was_declared_to_be_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var config = GoogleCall.Config();
        config.Encoding = RecognitionConfig.Types.AudioEncoding.Flac;
        using var text = await GoogleCall.StreamAsync(server, new() { Config = config });
        await text.SpeakAsync("#EXTM3U\nsomewhere/else.wav\n"u8.ToArray());
        text.Complete();
        using var wave = await GoogleCall.StreamAsync(server, new() { Config = config });
        await wave.SpeakAsync(Wav.Of(Spoken.Words("one")));
        wave.Complete();

        Assert.Equal((GrpcCode.InvalidArgument, "audio_content"), await CodeAsync(text));
        Assert.Equal((GrpcCode.InvalidArgument, "streaming_config.config.encoding"), await CodeAsync(wave));
    }

    [Fact]
    public async Task Silence_on_the_wire_is_out_of_range()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await GoogleCall.StreamAsync(server, new() { Config = GoogleCall.Config() });
        await call.SpeakAsync(new byte[4_000]);

        var ending = call.EndAsync();
        await server.Time.UntilAsync(() => ending.IsCompleted, TimeSpan.FromMinutes(2));

        Assert.Equal((GrpcCode.OutOfRange, "idle_timeout"), ((await ending).Code, (await ending).Error));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_frees_its_session_and_its_decoder()
    {
        await using var server = await TestServer.StartAsync();
        var config = GoogleCall.Config();
        config.Encoding = RecognitionConfig.Types.AudioEncoding.EncodingUnspecified;
        using var call = await GoogleCall.StreamAsync(server, new() { Config = config, EnableVoiceActivityEvents = true });
        await call.SpeakAsync(Wav.Of(Spoken.Words("one two"), Spoken.Silence(1)));
        Assert.NotNull(await call.NextAsync<StreamingRecognizeResponse>());

        call.Cancel();

        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    private static async Task<(GrpcCode Code, string? Param)> CodeAsync(OpenCall call)
    {
        var end = await call.EndAsync();
        return (end.Code, end.Param);
    }
}
