using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Server.Metrics;

/// <summary>A strict reader of the Prometheus text format 0.0.4: whatever the grammar does not allow throws.</summary>
internal sealed partial class PrometheusText
{
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);

    /// <summary>Type by metric.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Value by metric and labels, as written.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    public static PrometheusText Parse(string text)
    {
        var parsed = new PrometheusText();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var family = "";
        foreach (var line in text[..^1].Split('\n'))
        {
            family = line.StartsWith('#') ? parsed.Header(line) : parsed.Sample(line, family);
        }

        foreach (var histogram in parsed._types.Where(type => type.Value is "histogram"))
        {
            parsed.CheckHistogram(histogram.Key);
        }

        return parsed;
    }

    private string Header(string line)
    {
        var parts = line.Split(' ', 4);
        Assert.Equal("#", parts[0]);
        Assert.Matches(MetricName(), parts[2]);
        if (parts[1] is "HELP")
        {
            Assert.DoesNotContain(parts[2], _types.Keys);
            Assert.Matches(HelpText(), parts[3]);
            return parts[2];
        }

        Assert.Equal("TYPE", parts[1]);
        Assert.Contains(parts[3], new[] { "counter", "gauge", "histogram" });
        Assert.True(_types.TryAdd(parts[2], parts[3]), $"A second TYPE of {parts[2]}");
        return parts[2];
    }

    private string Sample(string line, string family)
    {
        var match = SampleLine().Match(line);
        Assert.True(match.Success, $"Not a sample: {line}");
        var name = match.Groups["name"].Value;
        var type = _types[family];
        string[] allowed = type is "histogram" ? [$"{family}_bucket", $"{family}_sum", $"{family}_count"] : [family];
        Assert.Contains(name, allowed);
        Assert.True(type is not "counter" || name.EndsWith("_total", StringComparison.Ordinal), $"{name} is a counter without _total");
        var labels = match.Groups["labels"].Value;
        var names = LabelPair().Matches(labels).Select(pair => pair.Groups["label"].Value).ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        Assert.True(_samples.TryAdd(name + labels, Number(match.Groups["value"].Value)), $"A second sample {name}{labels}");
        return family;
    }

    private void CheckHistogram(string family)
    {
        foreach (var (series, count) in _samples.Where(sample => sample.Key.StartsWith($"{family}_count", StringComparison.Ordinal)).ToList())
        {
            var labels = series[$"{family}_count".Length..].Trim('{', '}');
            var buckets = _samples
                .Where(sample => sample.Key.StartsWith($"{family}_bucket{{", StringComparison.Ordinal))
                .Select(sample => (Labels: sample.Key[$"{family}_bucket".Length..], sample.Value))
                .Where(bucket => LeLabel().Replace(bucket.Labels, "").Trim('{', '}', ',').Equals(labels, StringComparison.Ordinal))
                .Select(bucket => (Bound: Number(LeLabel().Match(bucket.Labels).Groups["bound"].Value), bucket.Value))
                .ToList();
            Assert.Equal(buckets.OrderBy(bucket => bucket.Bound), buckets);
            Assert.Equal(buckets.OrderBy(bucket => bucket.Value).Select(bucket => bucket.Value), buckets.Select(bucket => bucket.Value));
            Assert.Equal((double.PositiveInfinity, count), buckets[^1]);
        }
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$", RegexOptions.None, 1_000)]
    private static partial Regex MetricName();

    [GeneratedRegex(@"^(?:[^\\\n]|\\\\|\\n)+$", RegexOptions.None, 1_000)]
    private static partial Regex HelpText();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*",?)+\})? (?<value>[-+]?(?:[0-9.]+(?:[eE][-+]?[0-9]+)?|Inf)|NaN)$""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*"[,}]""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex LabelPair();

    [GeneratedRegex("""le="(?<bound>[^"]+)",?""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex LeLabel();
}
