using Parley.Failures;
using Parley.Local.Models;
using Parley.Local.Onnx;
using Parley.Local.Scheduling;
using Parley.Providers;

namespace Parley.Local.Moonshine;

/// <summary>Recognises whole utterances with a Moonshine model, on the engine's threads.</summary>
public sealed class MoonshineRecognizer : UtteranceRecognizer
{
    /// <summary>The encoder's first layers take at least so many samples.</summary>
    private const int ShortestSamples = Rate / 4;

    /// <summary>People say fewer tokens a second than this; a network that lost its way writes on and on.</summary>
    private const double TokensPerSecond = 6.5;

    private const int FewestTokens = 8;

    private readonly MoonshineEncoder _encoder;
    private readonly MoonshineDecoder _decoder;
    private readonly MoonshineVocabulary _vocabulary;

    /// <param name="model">Of kind <c>moonshine</c>.</param>
    /// <exception cref="ArgumentException">Something is wrong with the model's files; the message says what.</exception>
    public MoonshineRecognizer(LocalModel model, EngineScheduler scheduler)
        : base(model, scheduler, ShortestSamples)
    {
        try
        {
            _vocabulary = MoonshineVocabulary.Load(model.Files["tokens"]);
            _encoder = new MoonshineEncoder(model.Files["encoder"], model.Threads);
            _decoder = new MoonshineDecoder(model.Files["merged_decoder"], model.Threads);
        }
        catch (Exception unfit) when (unfit is FormatException or OnnxException)
        {
            _encoder?.Dispose();
            throw new ArgumentException($"Model '{model.Name}': {unfit.Message}", nameof(model), unfit);
        }
    }

    private protected override void Release()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }

    private protected override Outcome<Recognition> Decode(ReadOnlySpan<float> samples, IReadOnlyList<int>? draft)
    {
        var states = _encoder.Encode(samples);
        try
        {
            var most = Math.Max(FewestTokens, (int)(samples.Length * TokensPerSecond / Rate));
            var hypothesis = _decoder.Decode(states, [.. draft ?? []], most);
            hypothesis.CutInvented();
            return new Recognition(_vocabulary.Text([.. hypothesis.Tokens]))
            {
                Confidence = hypothesis.Confidence,
                Tokens = hypothesis.Tokens,
            };
        }
        finally
        {
            OnnxApi.ReleaseValue(states);
        }
    }
}
