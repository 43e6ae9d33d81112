using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Telemetry;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Stages.Translating;

/// <summary>What is counted of translations; the words are in nothing of it.</summary>
public sealed class TranslationMetricsTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly VirtualTime _time = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = new();
    private readonly ScriptedTranslator _translator = new();
    private readonly TranslationMetrics _metrics;
    private readonly Interpreter _interpreter;

    public TranslationMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == _meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
        _metrics = new TranslationMetrics(_meters);
        var second = new ScriptedTranslator("second") { Answer = _ => "hola" };
        _interpreter = new Interpreter(
            new TranslatorRouter(new TranslatorCatalog([_translator, second]), new TranslationLimits(), _time, _metrics));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task An_attempt_is_counted_with_its_translator_its_time_and_its_characters()
    {
        _translator.Before = (_, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(0.5));
            return Task.CompletedTask;
        };

        await TranslateAsync();

        Assert.Equal(
            [
                "attempts 1 result=translated translator=dictionary",
                "characters 5 direction=in translator=dictionary",
                "characters 8 direction=out translator=dictionary",
                "latency 0.5 translator=dictionary urgency=final",
            ],
            Measured());
    }

    [Theory]
    [InlineData(FailureCategory.Transient, "transient")]
    [InlineData(FailureCategory.Throttled, "throttled")]
    [InlineData(FailureCategory.Rejected, "rejected")]
    [InlineData(FailureCategory.Unauthorised, "unauthorised")]
    [InlineData(FailureCategory.InvalidOutput, "invalid_output")]
    [InlineData(FailureCategory.Exhausted, "exhausted")]
    public async Task A_failure_is_counted_by_its_category_and_what_follows_it_by_its_own(FailureCategory category, string result)
    {
        _translator.Fail = _ => ParleyError.Provider(category, "No.");

        await TranslateAsync();

        string[] counted = [$"attempts 1 result={result} translator=dictionary", "attempts 1 result=translated translator=second"];
        Assert.Equal(counted.Order(StringComparer.Ordinal), Measured("attempts"));
    }

    [Fact]
    public async Task Whoever_is_not_asked_is_counted_as_open()
    {
        _translator.Fail = _ => ParleyError.Provider(FailureCategory.Transient, "No.");
        for (var i = 0; i < 6; i++)
        {
            await TranslateAsync();
        }

        Assert.Single(Measured("attempts"), line => line.Contains("result=open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Finals_that_wait_are_the_queue_and_those_that_are_given_up_have_failed()
    {
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _translator.Before = (_, cancellation) => free.Task.WaitAsync(cancellation);
        var said = new ConcurrentQueue<SessionEvent>();
        using var lane = new TranslationLane("es", new TranslateOptions { Targets = ["es"] }, _interpreter, 2, _metrics, said.Enqueue, _ => { });
        lane.Take(Final(1));
        await Eventually.TrueAsync(() => _translator.Requests.Count == 1, "asked");
        lane.Take(Final(2));
        lane.Take(Final(3));
        Assert.Equal(2, Queue());

        lane.Take(Final(4));
        Assert.Equal((2, 1), (Queue(), Measured("failed").Count));

        free.SetResult();
        await Eventually.TrueAsync(() => lane.Idle, "idle");
        Assert.Equal((0, 3), (Queue(), said.OfType<TranslationFinal>().Count()));

        lane.Take(Final(5));
        lane.Stop();
        await Eventually.TrueAsync(() => lane.Idle, "idle");
        Assert.Equal(0, Queue());
    }

    private static TranscriptFinal Final(int utterance) => new(utterance, "hello", "en", 0, 1);

    private Task<Outcome<Interpretation>> TranslateAsync() => _interpreter.TranslateAsync(
        new TranslationRequest("hello", "en", "es"), null, TestContext.Current.CancellationToken);

    private double Queue() => _measured.Where(one => one.Name is "queue").Sum(one => one.Value);

    private List<string> Measured(string? name = null) =>
    [
        .. _measured.Where(one => name is null ? one.Name is not "queue" : string.Equals(one.Name, name, StringComparison.Ordinal))
            .Select(one => FormattableString.Invariant($"{one.Name} {one.Value} {one.Tags}")).Order(StringComparer.Ordinal),
    ];

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _measured.Enqueue((
        instrument.Name["parley.translation.".Length..],
        value,
        string.Join(' ', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"))));
}
