using System.Buffers;
using System.Numerics.Tensors;
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

    /// <summary>
    /// What was written among others with at least this lead at every token, and as much confidence, is what is written
    /// alone: of 40 sentences in batches of 2 to 8, with both models, no word differed.
    /// </summary>
    private const float CertainLead = 0.5f;

    private const double CertainConfidence = 0.85;

    /// <summary>So much more silence behind an utterance that ends in silence changes no word of it: measured as above.</summary>
    private const int MostSilence = 2 * Rate;

    /// <summary>The end of an utterance that tells whether it ends in silence, and how loud that may be, compared to all of it.</summary>
    private const int Tail = Rate / 5;

    private const double QuietTail = 0.2;

    /// <summary>Twice full scale.</summary>
    private const float Loudest = 2;

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

    /// <summary>
    /// With a draft that is worth its check, an utterance alone costs less than its place among others. Audio that is no
    /// number, or far louder than any, would spoil the others' rounding.
    /// </summary>
    private protected override bool GoesTogether(RecognitionRequest request) =>
        !MoonshineDecoder.Checks(request.Draft) && !request.Samples.IsEmpty && TensorPrimitives.MaxMagnitude(request.Samples.Span) <= Loudest;

    /// <summary>What breaks off in the middle of a word would be finished differently with silence behind it.</summary>
    private protected override int Slack(ReadOnlySpan<float> samples) =>
        samples.Length > Tail && Loudness(samples[^Tail..]) < QuietTail * Loudness(samples) ? MostSilence : 0;

    /// <summary>A partial that the end of speech overtakes is broken off: its thread is needed for the final.</summary>
    private protected override Outcome<Recognition> Decode(ReadOnlySpan<float> samples, IReadOnlyList<int>? draft, CancellationToken cancellation)
    {
        using var runs = new OnnxCancellation(cancellation);
        nint states = 0;
        try
        {
            states = _encoder.Encode(samples, options: runs.RunOptions);
            return Read(_decoder.Decode(states, [.. draft ?? []], MostTokens(samples.Length), runs.RunOptions));
        }
        catch (OnnxException broken) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The decode was broken off.", broken, cancellation);
        }
        finally
        {
            if (states != 0)
            {
                OnnxApi.ReleaseValue(states);
            }
        }
    }

    /// <summary>The shorter ones are filled up with silence.</summary>
    private protected override Hearing[] DecodeTogether(IReadOnlyList<ReadOnlyMemory<float>> utterances)
    {
        var length = utterances.Max(samples => samples.Length);
        var all = ArrayPool<float>.Shared.Rent(length * utterances.Count);
        nint states;
        try
        {
            var together = all.AsSpan(0, length * utterances.Count);
            together.Clear();
            foreach (var (i, samples) in utterances.Index())
            {
                samples.Span.CopyTo(together[(i * length)..]);
            }

            states = _encoder.Encode(together, utterances.Count);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(all);
        }

        var most = utterances.Select(samples => MostTokens(samples.Length)).ToArray();
        return [.. _decoder.DecodeTogether(states, most).Select(hypothesis => new Hearing(Read(hypothesis), IsShaky(hypothesis)))];
    }

    private static double Loudness(ReadOnlySpan<float> samples) => TensorPrimitives.Norm(samples) / Math.Sqrt(samples.Length);

    private static int MostTokens(int samples) => Math.Max(FewestTokens, (int)(samples * TokensPerSecond / Rate));

    /// <summary>The silence behind a shorter utterance and the company of others move logits a little.</summary>
    private static bool IsShaky(Hypothesis hypothesis) => hypothesis.Narrowest < CertainLead || hypothesis.Confidence < CertainConfidence;

    private Recognition Read(Hypothesis hypothesis)
    {
        hypothesis.CutInvented();
        return new Recognition(_vocabulary.Text([.. hypothesis.Tokens]))
        {
            Confidence = hypothesis.Confidence,
            Tokens = hypothesis.Tokens,
            WordConfidences = _vocabulary.WordConfidences(hypothesis.Tokens, hypothesis.Choices),
        };
    }
}
