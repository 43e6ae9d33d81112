using System.Globalization;
using System.Text;

namespace Parley.Server.Metrics;

/// <summary>One metric with its series, one for each set of labels. The number of series is bounded.</summary>
internal sealed class MetricFamily(string name, string? help, MetricKind kind, IReadOnlyList<double> bounds)
{
    /// <summary>Labels come from fixed sets; more series than this would be a mistake, and is dropped.</summary>
    public const int MaxSeries = 64;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);

    /// <param name="absolute">Whether the value replaces the one before instead of adding to it.</param>
    /// <returns>Whether there was room for it.</returns>
    public bool Record(double value, string labels, bool absolute)
    {
        lock (_gate)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MaxSeries)
                {
                    return false;
                }

                series = new Series(kind == MetricKind.Histogram ? new long[bounds.Count] : []);
                _series.Add(labels, series);
            }

            series.Sum = absolute ? value : series.Sum + value;
            series.Count++;
            for (var i = 0; i < series.Buckets.Length; i++)
            {
                series.Buckets[i] += value <= bounds[i] ? 1 : 0;
            }

            return true;
        }
    }

    /// <summary>Forgets what was observed last time: a label that is no longer reported has no value any more.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _series.Clear();
        }
    }

    public void Write(StringBuilder text)
    {
        text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(help ?? name)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(kind.ToString().ToLowerInvariant()).Append('\n');
        lock (_gate)
        {
            foreach (var (labels, series) in _series)
            {
                WriteSeries(text, labels, series);
            }
        }
    }

    private void WriteSeries(StringBuilder text, string labels, Series series)
    {
        if (kind != MetricKind.Histogram)
        {
            Sample(text, "", labels, series.Sum);
            return;
        }

        var before = labels.Length == 0 ? "" : labels + ",";
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            Sample(text, "_bucket", $"{before}le=\"{Number(bounds[i])}\"", series.Buckets[i]);
        }

        Sample(text, "_bucket", $"{before}le=\"+Inf\"", series.Count);
        Sample(text, "_sum", labels, series.Sum);
        Sample(text, "_count", labels, series.Count);
    }

    private void Sample(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string EscapeHelp(string help) =>
        help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed class Series(long[] buckets)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        /// <summary>How many values were at or below each bound.</summary>
        public long[] Buckets { get; } = buckets;
    }
}
