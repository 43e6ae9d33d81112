using Parley.Conformance;
using Parley.Failures;
using Parley.Local.Sherpa.Speaking;
using Parley.Providers;

namespace Parley.Local.Tests.Sherpa;

/// <summary>The library speaks: structures, callback and stopping are the real ones; the model is a small one of the test's own.</summary>
[Collection(nameof(Engines))]
public sealed class SherpaSynthesizerTests : SynthesizerConformance, IDisposable
{
    private readonly SpellingVoice _spelling = new();
    private readonly SherpaSynthesizer _synthesizer;

    public SherpaSynthesizerTests(Engines engines)
    {
        Assert.NotNull(engines);
        _synthesizer = new SherpaSynthesizer(_spelling.Voice);
    }

    protected override ISynthesizer Synthesizer => _synthesizer;

    public void Dispose()
    {
        _synthesizer.Dispose();
        _spelling.Dispose();
    }

    [Fact]
    public async Task A_text_comes_out_letter_by_letter_at_the_models_rate()
    {
        var samples = await SpeakAsync(new SynthesisRequest("ada"));
        Assert.Equal(3 * SpellingVoice.LetterSamples, samples.Length);
        foreach (var (letter, at) in "ada".Select((letter, at) => (letter, at)))
        {
            Assert.Equal(SpellingVoice.Level(letter), samples[(at * SpellingVoice.LetterSamples) + 500], 2d);
        }
    }

    [Fact]
    public async Task The_speaker_that_is_named_speaks()
    {
        Assert.Equal(["soft", "loud"], _synthesizer.Capabilities.Voices.Select(voice => voice.Name));
        Assert.Equal(SpellingVoice.Rate, _synthesizer.Capabilities.Rate);
        var loud = await SpeakAsync(new SynthesisRequest("ada") { Voice = "LOUD" });
        Assert.Equal(2 * SpellingVoice.Level('d'), loud[SpellingVoice.LetterSamples + 500], 3d);
    }

    [Fact]
    public async Task What_the_model_has_no_units_for_is_left_out_and_a_sentence_of_nothing_else_is_an_error()
    {
        Assert.Equal(2 * SpellingVoice.LetterSamples, (await SpeakAsync(new SynthesisRequest("a早b"))).Length);
        var outcomes = new List<ParleyError?>();
        await foreach (var outcome in _synthesizer.SpeakAsync(new SynthesisRequest("早安"), TestContext.Current.CancellationToken))
        {
            outcomes.Add(outcome.Error);
        }

        Assert.Equal(ErrorCodes.ProviderFailed, Assert.Single(outcomes)?.Code);
    }

    [Fact]
    public void Files_that_are_not_there_never_reach_the_library()
    {
        var voice = _spelling.Voice with
        {
            Files = new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = "/nowhere/model.onnx", ["vocoder"] = "x", ["data_dir"] = "/nowhere" },
        };
        var fault = Assert.Throws<InvalidOperationException>(() => new SherpaSynthesizer(voice)).Message;
        Assert.Contains("needs the file 'tokens'", fault, StringComparison.Ordinal);
        Assert.Contains("'model' at /nowhere/model.onnx is missing", fault, StringComparison.Ordinal);
        Assert.Contains("has no file 'vocoder'; it has model, tokens, lexicon, data_dir", fault, StringComparison.Ordinal);
        Assert.Contains("'data_dir' at /nowhere has no phontab", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_kind_is_refused_with_those_there_are()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => new SherpaSynthesizer(_spelling.Voice with { Kind = "bark" })).Message;
        Assert.Contains("unknown kind 'bark'; known: vits, matcha, kokoro, kitten, pocket", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_broke_off_never_reaches_the_library()
    {
        var model = _spelling.Voice.Files["model"];
        var broken = model + ".half.onnx";
        File.WriteAllBytes(broken, File.ReadAllBytes(model)[..200]);
        var files = new Dictionary<string, string>(_spelling.Voice.Files, StringComparer.Ordinal) { ["model"] = broken };
        Assert.Contains("cut off", Assert.Throws<InvalidOperationException>(() => new SherpaSynthesizer(_spelling.Voice with { Files = files })).Message, StringComparison.Ordinal);
    }
}
