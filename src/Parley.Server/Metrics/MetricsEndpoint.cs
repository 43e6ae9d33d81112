using System.Text;

namespace Parley.Server.Metrics;

/// <summary><c>GET /metrics</c> in the Prometheus text format 0.0.4.</summary>
internal static class MetricsEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static IServiceCollection AddParleyMetrics(this IServiceCollection services) =>
        services.AddSingleton<MetricsCollector>().AddSingleton<ServerMetrics>();

    public static void MapMetrics(this WebApplication app)
    {
        // Both have to stand before anything counts.
        var collector = app.Services.GetRequiredService<MetricsCollector>();
        app.Services.GetRequiredService<ServerMetrics>();
        app.MapGet("/metrics", () => Results.Text(collector.Scrape(), ContentType, Encoding.UTF8));
    }
}
