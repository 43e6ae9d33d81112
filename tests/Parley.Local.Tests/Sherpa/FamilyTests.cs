using Parley.Local.Scheduling;
using Parley.Local.Sherpa;
using Parley.Local.Sherpa.Streaming;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Sherpa;

/// <summary>Families of models beside the one that ships, run by the library through the same configuration.</summary>
[Collection(nameof(Engines))]
public sealed class FamilyTests : IDisposable
{
    private readonly EngineScheduler _scheduler = new(1, 8, TimeProvider.System, new TestMeters());

    public FamilyTests(Engines engines) => Assert.NotNull(engines);

    public void Dispose() => _scheduler.Dispose();

    [Fact]
    public async Task A_model_for_whole_utterances_is_heard()
    {
        using var tones = TonesModel.Whole();
        using var recognizer = new SherpaRecognizer(tones.Model, _scheduler);
        await HearsTonesAsync(recognizer);
    }

    [Fact]
    public async Task A_streaming_model_is_heard()
    {
        using var tones = TonesModel.Streaming();
        using var recognizer = new StreamingRecognizer(tones.Model, _scheduler);
        await HearsTonesAsync(recognizer);
    }

    [Fact]
    public async Task The_last_word_of_a_streaming_model_needs_no_silence_after_it()
    {
        using var tones = TonesModel.Streaming();
        using var recognizer = new StreamingRecognizer(tones.Model, _scheduler);
        Assert.Equal("high low", await HearAsync(recognizer, TonesModel.Silence, TonesModel.High, TonesModel.Silence, TonesModel.Low));
    }

    [Fact]
    public void A_kind_says_whether_it_streams()
    {
        Assert.Equal(5, SherpaKinds.Names.Count(SherpaKinds.IsStreaming));
        Assert.All(SherpaKinds.Names.Where(SherpaKinds.IsStreaming), kind => Assert.StartsWith("streaming_", kind, StringComparison.Ordinal));
        Assert.False(SherpaKinds.IsStreaming("moonshine"));
    }

    private static async Task HearsTonesAsync(IRecognizer recognizer)
    {
        Assert.Equal("", await HearAsync(recognizer, TonesModel.Silence));
        Assert.Equal("low high low", await HearAsync(
            recognizer, TonesModel.Silence, TonesModel.Low, TonesModel.Silence, TonesModel.High, TonesModel.Silence,
            TonesModel.Low, TonesModel.Silence));
        Assert.Equal("", await HearAsync(recognizer));
    }

    private static async Task<string> HearAsync(IRecognizer recognizer, params float[][] parts)
    {
        var request = new RecognitionRequest("tones", parts.SelectMany(part => part).ToArray(), "en", Urgency.Final);
        return (await recognizer.RecognizeAsync(request, TestContext.Current.CancellationToken)).ValueOrThrow().Text;
    }
}
