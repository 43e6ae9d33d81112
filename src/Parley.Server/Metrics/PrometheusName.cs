using System.Text;

namespace Parley.Server.Metrics;

/// <summary>Turns names and units of OpenTelemetry into those of Prometheus.</summary>
internal static class PrometheusName
{
    /// <summary><c>parley.final.latency</c> in <c>s</c> becomes <c>parley_final_latency_seconds</c>.</summary>
    public static string Of(string name, string? unit, MetricKind kind)
    {
        var text = Clean(name);
        var suffix = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "1" when kind == MetricKind.Gauge => "_ratio",
            _ => "",
        };
        text = text.EndsWith(suffix, StringComparison.Ordinal) ? text : text + suffix;
        return kind == MetricKind.Counter && !text.EndsWith("_total", StringComparison.Ordinal) ? text + "_total" : text;
    }

    /// <summary>Letters, digits and underscores, not beginning with a digit.</summary>
    public static string Clean(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var letter in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        return text.Length == 0 || char.IsAsciiDigit(text[0]) ? $"_{text}" : text.ToString();
    }
}
