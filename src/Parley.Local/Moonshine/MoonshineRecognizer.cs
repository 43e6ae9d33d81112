using Parley.Audio;
using Parley.Failures;
using Parley.Local.Onnx;
using Parley.Local.Scheduling;
using Parley.Local.Sherpa;
using Parley.Providers;

namespace Parley.Local.Moonshine;

/// <summary>Recognises whole utterances with a Moonshine model, on the engine's threads.</summary>
public sealed class MoonshineRecognizer : IRecognizer, IDisposable
{
    private static readonly int Rate = AudioFormat.Engine.Rate;

    /// <summary>The encoder's first layers take at least so many samples; shorter audio is filled up with silence.</summary>
    private static readonly int ShortestSamples = Rate / 4;

    /// <summary>People say fewer tokens a second than this; a network that lost its way writes on and on.</summary>
    private const double TokensPerSecond = 6.5;

    private const int FewestTokens = 8;

    private readonly MoonshineEncoder _encoder;
    private readonly MoonshineDecoder _decoder;
    private readonly MoonshineVocabulary _vocabulary;
    private readonly EngineScheduler _scheduler;
    private readonly int _longest;

    /// <param name="model">Of kind <c>moonshine</c>.</param>
    /// <exception cref="ArgumentException">Something is wrong with the model's files; the message says what.</exception>
    public MoonshineRecognizer(SherpaModel model, EngineScheduler scheduler)
    {
        var problems = SherpaModelCheck.Problems(model);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(model));
        }

        _scheduler = scheduler;
        _longest = (int)((model.LongestSeconds + 2) * Rate);
        Capabilities = new RecognizerCapabilities(model.Name, model.Languages, WordTimes: false, model.LongestSeconds)
        {
            Margins = new SpeechMargins(
                model.MarginBefore ?? SpeechMargins.Default.Before, model.MarginAfter ?? SpeechMargins.Default.After),
        };
        try
        {
            _vocabulary = MoonshineVocabulary.Load(model.Files["tokens"]);
            _encoder = new MoonshineEncoder(model.Files["encoder"], model.Threads);
            _decoder = new MoonshineDecoder(model.Files["merged_decoder"], model.Threads);
        }
        catch (Exception unfit) when (unfit is FormatException or OnnxException)
        {
            throw new ArgumentException($"Model '{model.Name}': {unfit.Message}", nameof(model), unfit);
        }
    }

    public RecognizerCapabilities Capabilities { get; }

    public ValueTask<Outcome<Recognition>> RecognizeAsync(RecognitionRequest request, CancellationToken cancellation) =>
        request.Samples.Length > _longest
            ? ValueTask.FromResult<Outcome<Recognition>>(ParleyError.Provider(
                FailureCategory.Rejected, $"{request.Samples.Length / (double)Rate:0.0} s of audio; the model takes {_longest / Rate} s."))
            : new ValueTask<Outcome<Recognition>>(
                _scheduler.RunAsync(request.Session, request.Urgency, () => Decode(request.Samples.Span, request.Draft), cancellation));

    /// <summary>Decodes a second of silence, so that the first speaker does not pay for what is set up on first use.</summary>
    public void WarmUp() => Decode(new float[Rate], null);

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }

    private Outcome<Recognition> Decode(ReadOnlySpan<float> samples, IReadOnlyList<int>? draft)
    {
        if (samples.Length < ShortestSamples)
        {
            var filled = new float[ShortestSamples];
            samples.CopyTo(filled);
            samples = filled;
        }

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
