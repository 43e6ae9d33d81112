using System.Diagnostics.Metrics;
using Parley.Providers;

namespace Parley.Local.Scheduling;

/// <summary>How full the engine is. <c>docs/operations.md</c> lists the names.</summary>
internal sealed class SchedulerMetrics
{
    private static readonly string[] Names = [.. Enum.GetNames<Urgency>().Select(name => name.ToLowerInvariant())];

    private readonly Counter<double> _busy;
    private readonly Histogram<double> _decode;
    private readonly Counter<long> _utterances;

    public SchedulerMetrics(int workers, Func<int[]> waiting, IMeterFactory meters)
    {
        var meter = meters.Create(LocalEngines.MeterName);
        _busy = meter.CreateCounter<double>("parley.engine.busy", "s", "Time that engine threads spent decoding.");
        _decode = meter.CreateHistogram<double>("parley.engine.decode", "s", "Duration of one decode, by urgency.");
        _utterances = meter.CreateCounter<long>("parley.engine.utterances", "{utterance}", "Utterances decoded, several in one decode when there are many, by urgency.");
        _ = meter.CreateObservableGauge("parley.engine.workers", () => workers, "{thread}", "Engine threads.");
        _ = meter.CreateObservableGauge(
            "parley.engine.queue",
            () => waiting().Select((count, i) => new Measurement<int>(count, Tag(i))),
            "{decode}",
            "Decodes that wait, by urgency.");
    }

    public void Ran(Urgency urgency, int utterances, TimeSpan duration)
    {
        _utterances.Add(utterances, Tag((int)urgency));
        _busy.Add(duration.TotalSeconds);
        _decode.Record(duration.TotalSeconds, Tag((int)urgency));
    }

    private static KeyValuePair<string, object?> Tag(int urgency) => new("urgency", Names[urgency]);
}
