using Parley.Engine.Routing;
using Parley.Engine.Voices;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;
using Parley.Voices;

namespace Parley.Engine.Tests.Voices;

public sealed class VoiceSelectorTests
{
    private static readonly VoiceSample Sample = new(new short[16_000], 16_000);

    private readonly MemoryVoiceProfiles _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("profile/Anna", "Anna")]
    [InlineData("PROFILE/vp_1", "vp_1")]
    [InlineData("vp_1", "vp_1")]
    [InlineData("nova", null)]
    [InlineData("espeak-ng/nova", null)]
    [InlineData(null, null)]
    public void A_profile_is_named_by_its_id_or_after_a_prefix(string? voice, string? profile) => Assert.Equal(profile, VoiceSelector.Profile(voice));

    [Theory]
    [InlineData("vp_1")]
    [InlineData("Anna")]
    [InlineData("ANNA")]
    public async Task An_engine_that_clones_gets_the_sample(string named)
    {
        await KeepAsync("vp_1", "Anna", "en", 120);
        var plain = new ScriptedSynthesizer();
        var cloning = new ScriptedSynthesizer("cloning", clones: true);
        var chosen = (await Selector(plain, cloning).ChooseAsync(named, null, Cancellation)).ValueOrThrow();
        Assert.Same(cloning, chosen.Synthesizer);
        Assert.Same(Sample, chosen.Sample);
        Assert.Null(chosen.Fallback);
    }

    [Theory]
    [InlineData("en", 100d, "calm")]
    [InlineData("en-GB", 230d, "clear")]
    [InlineData("zh", 100d, "bright")]
    [InlineData("zh-TW", null, "bright")]
    [InlineData(null, 230d, "bright")]
    [InlineData(null, 150d, "calm")]
    [InlineData("fr", 205d, "clear")]
    public async Task Of_one_that_cannot_the_voice_speaks_that_comes_nearest(string? language, double? pitch, string voice)
    {
        await KeepAsync("vp_1", "Anna", language, pitch);
        var chosen = (await Selector(new ScriptedSynthesizer()).ChooseAsync("vp_1", null, Cancellation)).ValueOrThrow();
        Assert.Equal((voice, null), (chosen.Voice, chosen.Sample));
        Assert.Equal($"scripted-voice/{voice}", chosen.Fallback);
    }

    [Fact]
    public async Task Whoever_is_asked_for_by_name_speaks_even_where_another_clones()
    {
        await KeepAsync("vp_1", "Anna", "en", 120);
        var plain = new ScriptedSynthesizer();
        var chosen = await Selector(plain, new ScriptedSynthesizer("cloning", clones: true)).ChooseAsync("vp_1", plain, Cancellation);
        Assert.Same(plain, chosen.ValueOrThrow().Synthesizer);
        Assert.Null(chosen.ValueOrThrow().Sample);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_an_error_with_its_name()
    {
        var error = (await Selector(new ScriptedSynthesizer()).ChooseAsync("Nobody", null, Cancellation)).Error;
        Assert.Equal(ErrorCodes.VoiceNotFound, error?.Code);
        Assert.Contains("Nobody", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_the_profiles_cannot_be_reached()
    {
        var selector = new VoiceSelector(() => new SynthesizerCatalog([new ScriptedSynthesizer()]));
        Assert.Equal(ErrorCodes.StorageUnavailable, (await selector.ChooseAsync("vp_1", null, Cancellation)).Error?.Code);
    }

    private VoiceSelector Selector(params ISynthesizer[] synthesizers) => new(() => new SynthesizerCatalog(synthesizers), _store);

    private async Task KeepAsync(string id, string name, string? language, double? pitch)
    {
        var quality = new VoiceQuality(5, -20, -3, 0, 40) { PitchHz = pitch };
        (await _store.AddAsync(new VoiceProfile(id, name, DateTimeOffset.UnixEpoch, quality) { Language = language }, Sample, Cancellation)).ValueOrThrow();
    }
}
