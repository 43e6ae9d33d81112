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
            : new ValueTask<Outcome<Recognition>>(HearAsync(request, cancellation));

    /// <summary>Decodes a second of silence, so that the first speaker does not pay for what is set up on first use.</summary>
    public void WarmUp() => Decode(new float[Rate], null, CancellationToken.None);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>One attempt, on an engine thread.</summary>
    /// <param name="cancellation">Where a library can break a decode off, it does, and this throws; another decodes to the end.</param>
    private protected abstract Outcome<Recognition> Decode(ReadOnlySpan<float> samples, IReadOnlyList<int>? draft, CancellationToken cancellation);

    /// <summary>Whether this can be decoded with others at once; then <see cref="DecodeTogether"/> is asked to.</summary>
    private protected virtual bool GoesTogether(RecognitionRequest request) => false;

    /// <summary>How much silence may be put behind this, samples, and it is still heard as it is without.</summary>
    private protected virtual int Slack(ReadOnlySpan<float> samples) => 0;

    /// <summary>One attempt at each, in one go, on an engine thread.</summary>
    private protected virtual Hearing[] DecodeTogether(IReadOnlyList<ReadOnlyMemory<float>> utterances) =>
        throw new NotSupportedException();

    /// <summary>Lets go of the model.</summary>
    private protected abstract void Release();

    /// <summary>What was heard among others and is not certain is heard again alone, beginning with what was heard.</summary>
    private async Task<Outcome<Recognition>> HearAsync(RecognitionRequest request, CancellationToken cancellation)
    {
        var together = GoesTogether(request);
        var heard = await RunAsync(request, together, cancellation).ConfigureAwait(false);
        if (heard is { Succeeded: true, Value.Shaky: true })
        {
            heard = await RunAsync(request with { Draft = heard.Value.Recognition.Tokens }, together: false, cancellation).ConfigureAwait(false);
        }

        return heard.Succeeded ? heard.Value.Recognition : heard.Error;
    }

    private Task<Outcome<Hearing>> RunAsync(RecognitionRequest request, bool together, CancellationToken cancellation) => _scheduler.RunAsync(
        now => new WorkItem<RecognitionRequest, Hearing>(request.Session, request.Urgency, request, asked => Alone(asked, cancellation), Together)
        {
            AskedAt = now,
            AwaitedAt = request.AwaitedAt,
            Shape = new BatchShape(together ? this : null, request.Samples.Length, together ? Slack(request.Samples.Span) : 0),
        },
        cancellation);

    private Outcome<Hearing> Alone(RecognitionRequest request, CancellationToken cancellation)
    {
        var recognition = Decode(Filled(request.Samples).Span, request.Draft, cancellation);
        return recognition.Succeeded ? new Hearing(recognition.Value, Shaky: false) : recognition.Error;
    }

    private IReadOnlyList<Outcome<Hearing>> Together(IReadOnlyList<RecognitionRequest> requests) =>
        [.. DecodeTogether([.. requests.Select(request => Filled(request.Samples))])];

    private ReadOnlyMemory<float> Filled(ReadOnlyMemory<float> samples)
    {
        if (samples.Length >= _shortest)
        {
            return samples;
        }

        var filled = new float[_shortest];
        samples.CopyTo(filled);
        return filled;
    }
}
