using System.Diagnostics.Metrics;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Telemetry;

/// <summary>What translators are asked, and what comes of it. <c>docs/operations.md</c> lists the names.</summary>
public sealed class TranslationMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _latency;
    private readonly UpDownCounter<int> _queue;
    private readonly Counter<long> _characters;
    private readonly Counter<long> _tokens;

    public TranslationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(EngineMetrics.MeterName);
        _attempts = meter.CreateCounter<long>("parley.translation.attempts", "{attempt}", "Attempts at a translator, by what came of them.");
        _failed = meter.CreateCounter<long>("parley.translation.failed", "{final}", "Finals that have no translation: all translators failed, or it came too late.");
        _latency = meter.CreateHistogram<double>("parley.translation.latency", "s", "Duration of one successful attempt, partial or final.");
        _queue = meter.CreateUpDownCounter<int>("parley.translation.queue", "{final}", "Finals that wait to be translated, all sessions and targets together.");
        _characters = meter.CreateCounter<long>("parley.translation.characters", "{character}", "Characters translated, in and out.");
        _tokens = meter.CreateCounter<long>("parley.translation.tokens", "{token}", "Tokens that language models count for translations, in and out.");

        // A scrape before the first translation finds it at zero rather than missing.
        _queue.Add(0);
    }

    /// <summary>The queue grew by so many finals.</summary>
    internal void Queued(int finals) => _queue.Add(finals);

    /// <summary>A final has no translation.</summary>
    internal void Failed() => _failed.Add(1);

    /// <summary>A translator was not asked, since it keeps failing.</summary>
    internal void Refused(string translator) => _attempts.Add(1, Translator(translator), new("result", "open"));

    /// <param name="outcome">Null: it was broken off.</param>
    internal void Attempted(string translator, TranslationRequest request, Outcome<Translation>? outcome, TimeSpan took)
    {
        _attempts.Add(1, Translator(translator), new("result", Result(outcome)));
        if (outcome?.Value is not { } translation)
        {
            return;
        }

        _latency.Record(took.TotalSeconds, Translator(translator), new("urgency", request.Urgency == Urgency.Partial ? "partial" : "final"));
        Add(_characters, translator, request.Text.Length, translation.Text.Length);
        Add(_tokens, translator, translation.TokensIn, translation.TokensOut);
    }

    private static void Add(Counter<long> counter, string translator, long into, long outOf)
    {
        if (into + outOf > 0)
        {
            counter.Add(into, Translator(translator), new("direction", "in"));
            counter.Add(outOf, Translator(translator), new("direction", "out"));
        }
    }

    private static string Result(Outcome<Translation>? outcome) => outcome is not { } known ? "abandoned"
        : known.Error is not { } error ? "translated"
        : error.Category switch
        {
            FailureCategory.Transient => "transient",
            FailureCategory.Throttled => "throttled",
            FailureCategory.Rejected => "rejected",
            FailureCategory.Unauthorised => "unauthorised",
            FailureCategory.InvalidOutput => "invalid_output",
            FailureCategory.Exhausted => "exhausted",
            _ => "internal",
        };

    private static KeyValuePair<string, object?> Translator(string name) => new("translator", name);
}
