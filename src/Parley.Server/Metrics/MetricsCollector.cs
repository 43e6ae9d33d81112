using System.Diagnostics.Metrics;
using System.Text;

namespace Parley.Server.Metrics;

/// <summary>
/// Listens to the meters of one server and of the runtime, and writes what they said as Prometheus text. It has to stand before the first
/// instrument counts, since what is counted without a listener is lost.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    /// <summary>Seconds; fine where the latency targets are.</summary>
    private static readonly double[] LatencyBounds =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.85, 1, 1.5, 2, 3, 5, 10, 30];

    private readonly IMeterFactory _meters;
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly HashSet<MetricFamily> _observed = [];
    private long _dropped;

    /// <param name="meters">Whose meters are listened to: a process may hold several servers.</param>
    public MetricsCollector(IMeterFactory meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Follow;
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Record((double)value, tags, state));
        _listener.Start();
    }

    /// <summary>Everything counted so far and everything observed now.</summary>
    public string Scrape()
    {
        lock (_scrape)
        {
            foreach (var family in Families(_observed))
            {
                family.Clear();
            }

            _listener.RecordObservableInstruments();
            var text = new StringBuilder(16_384);
            foreach (var family in Families(_families.Values))
            {
                family.Write(text);
            }

            var dropped = new MetricFamily(
                "parley_metrics_dropped_total", "Measurements dropped because a metric had too many series.", MetricKind.Counter, []);
            dropped.Record(Interlocked.Read(ref _dropped), "", absolute: true);
            dropped.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private MetricFamily[] Families(IEnumerable<MetricFamily> some)
    {
        lock (_gate)
        {
            return [.. some];
        }
    }

    private void Follow(Instrument instrument, MeterListener listener)
    {
        var wanted = instrument.Meter.Name is "System.Runtime"
            || (instrument.Meter.Scope == _meters && instrument.Meter.Name.StartsWith("Parley.", StringComparison.Ordinal));
        if (!wanted || MetricKinds.Of(instrument) is not var (kind, absolute))
        {
            return;
        }

        var name = PrometheusName.Of(instrument.Name, instrument.Unit, kind);
        MetricFamily? family;
        lock (_gate)
        {
            if (!_families.TryGetValue(name, out family))
            {
                family = new MetricFamily(name, instrument.Description, kind, kind == MetricKind.Histogram ? LatencyBounds : []);
                _families.Add(name, family);
            }

            if (instrument.IsObservable)
            {
                _observed.Add(family);
            }
        }

        listener.EnableMeasurementEvents(instrument, new Target(family, absolute));
    }

    private void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (state is Target target && !target.Family.Record(value, target.Labels.Render(tags), target.Absolute))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private sealed record Target(MetricFamily Family, bool Absolute)
    {
        public KnownLabels Labels { get; } = new();
    }
}
