using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Parley.Local.Scheduling;
using Parley.Server.Support;

namespace Parley.Server.Metrics;

/// <summary><c>docs/operations.md</c> lists every metric of Parley's, with its type, and no other.</summary>
public sealed partial class MetricsReferenceTests
{
    [Fact]
    public async Task The_reference_lists_every_metric_with_its_type()
    {
        await using var server = await TestServer.StartAsync();
        server.App.Services.GetRequiredService<EngineScheduler>();

        var scraped = PrometheusText.Parse(await server.Client.GetStringAsync("/metrics", Patience.Token())).Types
            .Where(metric => metric.Key.StartsWith("parley_", StringComparison.Ordinal))
            .Select(metric => $"{metric.Key} {metric.Value}");

        var listed = Row().Matches(Repository.Read("docs/operations.md"))
            .Select(row => $"{row.Groups["name"].Value} {row.Groups["type"].Value}");

        Assert.Equal(scraped.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<name>parley_\w+)` \| (?<type>\w+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();
}
