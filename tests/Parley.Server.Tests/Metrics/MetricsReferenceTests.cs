using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Parley.Client;
using Parley.Local.Scheduling;
using Parley.Local.Vad;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Metrics;

/// <summary><c>docs/operations.md</c> lists every metric of Parley's, with its type, and no other.</summary>
public sealed partial class MetricsReferenceTests
{
    [Fact]
    public async Task The_reference_lists_every_metric_with_its_type()
    {
        await using var server = await TestServer.StartAsync();
        server.App.Services.GetRequiredService<EngineScheduler>();
        server.App.Services.GetRequiredService<ListeningMetrics>();

        Assert.Equal(Listed("docs/operations.md"), await ScrapeAsync(server));
    }

    [Fact]
    public async Task The_page_about_many_nodes_lists_what_a_node_of_several_has_besides()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await TestServer.StartAsync(("Cluster:Redis", redis.Connection));
        server.App.Services.GetRequiredService<EngineScheduler>();
        server.App.Services.GetRequiredService<ListeningMetrics>();
        await using var session = await LiveSession.StartAsync(
            new LiveSessionOptions { Server = server.Address, Batch = true }, cancellation: Patience.Token());
        await session.SendAsync(Spoken.S16Le(Spoken.Words("hello world."), Spoken.Silence(1)), Patience.Token());
        session.End();
        await foreach (var said in session.ReadAsync(Patience.Token()))
        {
            Assert.NotEqual("error", said.Type);
        }

        var listed = Listed("docs/operations.md").Concat(Listed("docs/cluster.md"));
        Assert.Equal(listed.Order(StringComparer.Ordinal), await ScrapeAsync(server));
    }

    [Fact]
    public async Task The_page_about_history_lists_what_a_server_that_keeps_conversations_has_besides()
    {
        var folder = Directory.CreateTempSubdirectory("parley-metrics-");
        await using (var server = await TestServer.StartAsync(("History:Text", "On"), ("Storage:Folder", folder.FullName)))
        {
            server.App.Services.GetRequiredService<EngineScheduler>();
            server.App.Services.GetRequiredService<ListeningMetrics>();

            var listed = Listed("docs/operations.md").Concat(Listed("docs/history.md"));
            Assert.Equal(listed.Order(StringComparer.Ordinal), await ScrapeAsync(server));
        }

        folder.Delete(recursive: true);
    }

    private static IOrderedEnumerable<string> Listed(string page) => Row().Matches(Repository.Read(page))
        .Select(row => $"{row.Groups["name"].Value} {row.Groups["type"].Value}").Order(StringComparer.Ordinal);

    private static async Task<IOrderedEnumerable<string>> ScrapeAsync(TestServer server) =>
        PrometheusText.Parse(await server.Client.GetStringAsync("/metrics", Patience.Token())).Types
            .Where(metric => metric.Key.StartsWith("parley_", StringComparison.Ordinal))
            .Select(metric => $"{metric.Key} {metric.Value}").Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `(?<name>parley_\w+)` \| (?<type>\w+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();
}
