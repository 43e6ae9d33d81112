using System.Diagnostics.Metrics;
using Parley.Engine.Telemetry;
using Parley.Providers;

namespace Parley.Engine.Routing.Results;

/// <summary>How an answer came about.</summary>
internal enum CacheAnswer
{
    /// <summary>It was remembered.</summary>
    Hit,

    /// <summary>The same audio was being decoded.</summary>
    Shared,

    /// <summary>It had to be decoded.</summary>
    Miss,
}

/// <summary>How much of what comes was there before. <c>docs/operations.md</c> lists the names.</summary>
internal sealed class ResultCacheMetrics
{
    private static readonly string[] Answers = [.. Enum.GetNames<CacheAnswer>().Select(name => name.ToLowerInvariant())];

    private readonly Counter<long> _answers;

    public ResultCacheMetrics(RecentResults live, RecentResults files, IMeterFactory meters)
    {
        var meter = meters.Create(EngineMetrics.MeterName);
        _answers = meter.CreateCounter<long>("parley.cache.requests", "{decode}", "Decodes asked for, by kind and by how they were answered.");
        _ = meter.CreateObservableGauge(
            "parley.cache.entries", () => new Measurement<int>[] { new(live.Count, Kind("live")), new(files.Count, Kind("file")) }, "{result}", "Results that are remembered, by kind.");
        _ = meter.CreateObservableGauge(
            "parley.cache.size", () => new Measurement<long>[] { new(live.Bytes, Kind("live")), new(files.Bytes, Kind("file")) }, "By", "What remembered results take, as estimated.");
    }

    public void Answered(Urgency urgency, CacheAnswer answer) => _answers.Add(
        1,
        Kind(urgency switch { Urgency.Batch => "file", Urgency.Partial => "partial", _ => "live" }),
        new KeyValuePair<string, object?>("result", Answers[(int)answer]));

    private static KeyValuePair<string, object?> Kind(string name) => new("kind", name);
}
