using Parley.Protocols.Http.Api;
using Parley.Server.Api;
using Parley.Server.SystemInfo.Gpus;

namespace Parley.Server.SystemInfo;

/// <summary><c>GET /api/system/info</c>.</summary>
internal static class SystemInfoEndpoint
{
    /// <summary>A driver that hangs makes nobody wait longer for the rest.</summary>
    private static readonly TimeSpan GpuPatience = TimeSpan.FromSeconds(3);

    private static readonly ApiOperation Described = new("Operations", "What this server is, what it can and what it is doing")
    {
        Answers = [new ApiAnswer(200, "The report", new ApiContent("application/json", RecordSchema.Of(SystemJson.Default.SystemReport)))],
    };

    public static IServiceCollection AddSystemInfo(this IServiceCollection services)
    {
        services.AddSingleton(new GpuTree("/"));
        services.AddSingleton(new NvidiaTool(["nvidia-smi"], GpuPatience));
        services.AddSingleton<GpuReader>();
        services.AddSingleton<SystemReporter>();
        return services;
    }

    public static void MapSystemInfo(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/api/system/info", async (SystemReporter reporter, CancellationToken cancellation) =>
            TypedResults.Json(await reporter.ReportAsync(cancellation), SystemJson.Default.SystemReport))
        .WithMetadata(Described);
}
