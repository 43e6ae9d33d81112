using System.Diagnostics.Metrics;

namespace Parley.Server.Metrics;

/// <summary>How a metric behaves, in the words of the Prometheus text format.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

internal static class MetricKinds
{
    /// <summary>The runtime publishes these as counters, though they go up and down.</summary>
    private static readonly HashSet<string> ReallyGauges =
        new(StringComparer.Ordinal) { "dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length" };

    /// <summary>What an instrument of any number type is; null for kinds that this server does not have.</summary>
    public static (MetricKind Kind, bool Absolute)? Of(Instrument instrument)
    {
        var type = instrument.GetType();
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return ReallyGauges.Contains(instrument.Name) ? (MetricKind.Gauge, true)
            : generic == typeof(Counter<>) ? (MetricKind.Counter, false)
            : generic == typeof(ObservableCounter<>) ? (MetricKind.Counter, true)
            : generic == typeof(UpDownCounter<>) ? (MetricKind.Gauge, false)
            : generic == typeof(ObservableUpDownCounter<>) ? (MetricKind.Gauge, true)
            : generic == typeof(Gauge<>) ? (MetricKind.Gauge, true)
            : generic == typeof(ObservableGauge<>) ? (MetricKind.Gauge, true)
            : generic == typeof(Histogram<>) ? (MetricKind.Histogram, false)
            : null;
    }
}
