using System.Diagnostics.Metrics;
using Parley.Local.Moonshine;
using Parley.Local.Scheduling;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Moonshine;

/// <summary>A decode that nobody wants any more does not keep its thread from one that is wanted.</summary>
[Collection(nameof(Engines))]
public sealed class BreakingOffTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly EngineScheduler _scheduler;
    private readonly MoonshineRecognizer _recognizer;

    public BreakingOffTests(Engines engines)
    {
        Assert.NotNull(engines);
        _scheduler = new EngineScheduler(workers: 1, capacity: 2, TimeProvider.System, _meters);
        _recognizer = new MoonshineRecognizer(Installed.Moonshine("tiny"), _scheduler);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _scheduler.Dispose();
        _recognizer.Dispose();
        _meters.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_decode_that_runs_ends_when_it_is_cancelled_and_the_next_hears_as_ever(bool drafted)
    {
        var sentence = Installed.Sentences()[1].Samples;
        var before = await HearAsync(sentence, null, Cancellation);
        float[] longest = [.. Enumerable.Repeat(sentence, 10).SelectMany(samples => samples).Take(20 * 16_000)];
        using var gone = new CancellationTokenSource();

        var running = HearAsync(longest, drafted ? before.Tokens : null, gone.Token);
        await Eventually.TrueAsync(() => Waiting() == 0);
        await gone.CancelAsync();

        // One that was still in the queue would be cancelled without a token.
        Assert.Equal(gone.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running)).CancellationToken);
        var after = await HearAsync(sentence, null, Cancellation);
        Assert.Equal((before.Text, before.Confidence), (after.Text, after.Confidence));
    }

    private async Task<Recognition> HearAsync(float[] samples, IReadOnlyList<int>? draft, CancellationToken cancellation) =>
        (await _recognizer.RecognizeAsync(new RecognitionRequest("s", samples, "en", Urgency.Partial) { Draft = draft }, cancellation)).ValueOrThrow();

    private int Waiting()
    {
        var waiting = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == _meters && string.Equals(instrument.Name, "parley.engine.queue", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, count, _, _) => waiting += count);
        listener.Start();
        listener.RecordObservableInstruments();
        return waiting;
    }
}
