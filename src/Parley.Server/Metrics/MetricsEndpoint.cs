using System.Text;
using Parley.Protocols.Http.Api;

namespace Parley.Server.Metrics;

/// <summary><c>GET /metrics</c> in the Prometheus text format 0.0.4.</summary>
internal static class MetricsEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly ApiOperation Described = new("Operations", "Metrics in the Prometheus text format")
    {
        Answers = [new ApiAnswer(200, "The metrics that docs/operations.md lists", new ApiContent("text/plain", ApiSchema.Text))],
    };

    public static IServiceCollection AddParleyMetrics(this IServiceCollection services) =>
        services.AddSingleton<MetricsCollector>().AddSingleton<ServerMetrics>();

    public static void MapMetrics(this WebApplication app)
    {
        // Both have to stand before anything counts.
        var collector = app.Services.GetRequiredService<MetricsCollector>();
        app.Services.GetRequiredService<ServerMetrics>();
        app.MapGet("/metrics", () => Results.Text(collector.Scrape(), ContentType, Encoding.UTF8)).WithMetadata(Described);
    }
}
