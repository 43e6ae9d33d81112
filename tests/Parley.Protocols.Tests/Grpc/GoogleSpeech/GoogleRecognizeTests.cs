using Google.Cloud.Speech.V1;
using Google.Protobuf;
using Parley.Protocols.Grpc.Calls;
using Parley.Testing;

namespace Parley.Protocols.Tests.Grpc.GoogleSpeech;

public sealed class GoogleRecognizeTests
{
    [Fact]
    public async Task Bare_samples_are_answered_with_a_result_an_utterance()
    {
        await using var server = await TestServer.StartAsync();

        var (answer, end) = await GoogleCall.RecognizeAsync(
            server, Spoken.S16Le(Spoken.Words("one two"), Spoken.Silence(1), Spoken.Words("three")), GoogleCall.Config());

        Assert.Equal(GrpcCode.Ok, end.Code);
        Assert.Equal(["one two", "three"], answer!.Results.Select(result => Assert.Single(result.Alternatives).Transcript));
        Assert.Equal(0.5, answer.Results[0].ResultEndTime.ToTimeSpan().TotalSeconds, 0.2);
        Assert.Equal("en-US", answer.Results[0].LanguageCode);
    }

    [Theory]
    [InlineData(RecognitionConfig.Types.AudioEncoding.Linear16)]
    [InlineData(RecognitionConfig.Types.AudioEncoding.EncodingUnspecified)]
    public async Task A_WAV_file_says_itself_what_it_is(object encoding)
    {
        await using var server = await TestServer.StartAsync();
        var config = GoogleCall.Config();
        config.Encoding = (RecognitionConfig.Types.AudioEncoding)encoding;

        var (answer, _) = await GoogleCall.RecognizeAsync(server, Wav.Of(Spoken.Words("hello world.")), config);

        Assert.Equal("hello world.", Assert.Single(answer!.Results).Alternatives[0].Transcript);
    }

    [Fact]
    public async Task Silence_has_no_results()
    {
        await using var server = await TestServer.StartAsync();

        var (answer, end) = await GoogleCall.RecognizeAsync(server, Spoken.S16Le(Spoken.Silence(1)), GoogleCall.Config());

        Assert.Equal(GrpcCode.Ok, end.Code);
        Assert.Empty(answer!.Results);
    }

    public static TheoryData<string, string> BadConfigs => new()
    {
        { """{"languageCode":""}""", "config.language_code" },
        { """{"languageCode":"fr-FR"}""", "config.language_code" },
        { """{"sampleRateHertz":0}""", "config.sample_rate_hertz" },
        { """{"sampleRateHertz":96000}""", "config.sample_rate_hertz" },
        { """{"audioChannelCount":3}""", "config.audio_channel_count" },
        { """{"encoding":"AMR"}""", "config.encoding" },
        { """{"encoding":"FLAC"}""", "config.encoding" },
        { """{"model":"gpt-9"}""", "config.model" },
        { """{"maxAlternatives":31}""", "config.max_alternatives" },
        { """{"maxAlternatives":-1}""", "config.max_alternatives" },
        { """{"enableWordTimeOffsets":true}""", "config.enable_word_time_offsets" },
        { """{"enableWordConfidence":true}""", "config.enable_word_confidence" },
        { """{"profanityFilter":true}""", "config.profanity_filter" },
        { """{"diarizationConfig":{"enableSpeakerDiarization":true}}""", "config.diarization_config.enable_speaker_diarization" },
        { """{"alternativeLanguageCodes":["de-DE"]}""", "config.alternative_language_codes" },
        { """{"enableSeparateRecognitionPerChannel":true}""", "config.enable_separate_recognition_per_channel" },
    };

    [Theory]
    [MemberData(nameof(BadConfigs))]
    public async Task What_cannot_be_done_is_an_invalid_argument_that_names_its_field(string change, string field)
    {
        await using var server = await TestServer.StartAsync();
        var config = JsonParser.Default.Parse<RecognitionConfig>(change);
        var whole = GoogleCall.Config();
        whole.MergeFrom(config);
        whole.LanguageCode = change.Contains("languageCode\":", StringComparison.Ordinal) ? config.LanguageCode : whole.LanguageCode;
        whole.SampleRateHertz = change.Contains("sampleRate", StringComparison.Ordinal) ? config.SampleRateHertz : whole.SampleRateHertz;

        var (_, end) = await GoogleCall.RecognizeAsync(server, Wav.Of(Spoken.Words("one")), whole);

        Assert.Equal((GrpcCode.InvalidArgument, field), (end.Code, end.Param));
    }

    [Fact]
    public async Task Hints_and_Googles_own_model_names_are_accepted()
    {
        await using var server = await TestServer.StartAsync();
        var config = GoogleCall.Config();
        (config.Model, config.UseEnhanced, config.EnableAutomaticPunctuation, config.MaxAlternatives) = ("latest_long", true, true, 5);
        config.SpeechContexts.Add(new SpeechContext { Phrases = { "hello" }, Boost = 10 });

        var (answer, _) = await GoogleCall.RecognizeAsync(server, Spoken.S16Le(Spoken.Words("one")), config);

        Assert.Equal("one", answer!.Results[0].Alternatives[0].Transcript);
    }

    [Fact]
    public async Task Audio_that_is_not_there_is_named()
    {
        await using var server = await TestServer.StartAsync();
        var stored = new RecognizeRequest { Config = GoogleCall.Config(), Audio = new() { Uri = "gs://bucket/talk.flac" } };

        Assert.Equal("audio.uri", (await GoogleCall.RecognizeAsync(server, stored)).End.Param);
        Assert.Equal("audio", (await GoogleCall.RecognizeAsync(server, new() { Config = GoogleCall.Config() })).End.Param);
        Assert.Equal("config", (await GoogleCall.RecognizeAsync(server, new RecognizeRequest())).End.Param);
        Assert.Equal("audio.content", (await GoogleCall.RecognizeAsync(server, [], GoogleCall.Config())).End.Param);
        Assert.Equal("audio.content", (await GoogleCall.RecognizeAsync(server, [1, 2, 3], GoogleCall.Config())).End.Param);
    }

    [Fact]
    public async Task Operations_are_unimplemented()
    {
        await using var server = await TestServer.StartAsync();

        var (_, end) = await OpenCall.UnaryAsync<RecognizeResponse>(
            server, "/google.cloud.speech.v1.Speech/LongRunningRecognize", new LongRunningRecognizeRequest());

        Assert.Equal(GrpcCode.Unimplemented, end.Code);
    }
}
