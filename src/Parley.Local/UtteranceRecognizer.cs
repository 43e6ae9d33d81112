using Parley.Audio;
using Parley.Failures;
using Parley.Local.Models;
using Parley.Local.Scheduling;
using Parley.Providers;

namespace Parley.Local;

/// <summary>A model that recognises whole utterances on the engine's threads, whatever runs it.</summary>
public abstract class UtteranceRecognizer : IRecognizer, IDisposable
{
    /// <summary>Samples a second.</summary>
    protected const int Rate = AudioFormat.EngineRate;

    private readonly EngineScheduler _scheduler;
    private readonly int _longest;
    private readonly int _shortest;

    /// <param name="shortestSamples">Models take a least number of samples; shorter audio is filled up with silence.</param>
    /// <exception cref="ArgumentException">Something is wrong with the model's files; the message says all of it.</exception>
    private protected UtteranceRecognizer(LocalModel model, EngineScheduler scheduler, int shortestSamples)
    {
        var problems = LocalModelCheck.Problems(model);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(model));
        }

        (_scheduler, _shortest) = (scheduler, shortestSamples);
        _longest = (int)((model.LongestSeconds + 2) * Rate);
        Capabilities = new RecognizerCapabilities(model.Name, model.Languages, WordTimes: false, model.LongestSeconds)
        {
            Margins = new SpeechMargins(
                model.MarginBefore ?? SpeechMargins.Default.Before, model.MarginAfter ?? SpeechMargins.Default.After),
        };
    }

    public RecognizerCapabilities Capabilities { get; }

    public ValueTask<Outcome<Recognition>> RecognizeAsync(RecognitionRequest request, CancellationToken cancellation) =>
        request.Samples.Length > _longest
            ? ValueTask.FromResult<Outcome<Recognition>>(ParleyError.Provider(
                FailureCategory.Rejected, $"{request.Samples.Length / (double)Rate:0.0} s of audio; the model takes {_longest / Rate} s."))
            : new ValueTask<Outcome<Recognition>>(_scheduler.RunAsync(
                request.Session, request.Urgency, () => Decode(Filled(request.Samples), request.Draft), cancellation));

    /// <summary>Decodes a second of silence, so that the first speaker does not pay for what is set up on first use.</summary>
    public void WarmUp() => Decode(new float[Rate], null);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>One attempt, on an engine thread.</summary>
    private protected abstract Outcome<Recognition> Decode(ReadOnlySpan<float> samples, IReadOnlyList<int>? draft);

    /// <summary>Lets go of the model.</summary>
    private protected abstract void Release();

    private ReadOnlySpan<float> Filled(ReadOnlyMemory<float> samples)
    {
        if (samples.Length >= _shortest)
        {
            return samples.Span;
        }

        var filled = new float[_shortest];
        samples.CopyTo(filled);
        return filled;
    }
}
