using System.Collections.Concurrent;

namespace Parley.Server.Metrics;

/// <summary>
/// The labels of one metric, those of a single tag kept: what the runtime counts on the thread that did it, above all each time
/// an exception passes a method, comes tens of thousands of times a second when thousands of connections break.
/// </summary>
internal sealed class KnownLabels
{
    private readonly ConcurrentDictionary<(string Name, string Value), string> _known = new();

    /// <summary>As <see cref="MetricLabels.Render"/>. More than <see cref="MetricFamily.MaxSeries"/> are written anew each time.</summary>
    public string Render(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags is not [{ Key: var name, Value: string value }])
        {
            return MetricLabels.Render(tags);
        }

        if (_known.TryGetValue((name, value), out var known))
        {
            return known;
        }

        var labels = MetricLabels.Render(tags);
        if (_known.Count < MetricFamily.MaxSeries)
        {
            _known.TryAdd((name, value), labels);
        }

        return labels;
    }
}
