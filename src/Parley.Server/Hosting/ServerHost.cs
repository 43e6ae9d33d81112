using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Parley.Protocols;
using Parley.Protocols.Grpc;
using Parley.Protocols.Grpc.Health;
using Parley.Server.Api;
using Parley.Server.Configuration;
using Parley.Server.Health;
using Parley.Server.Http;
using Parley.Server.Logging;
using Parley.Server.Metrics;
using Parley.Server.SystemInfo;
using Parley.Server.Tls;

namespace Parley.Server.Hosting;

/// <summary>Puts the server together: its services, then what a request meets from the outside in.</summary>
internal static class ServerHost
{
    /// <summary>What remains of a stop after the sessions: closing frames, the last bytes of responses.</summary>
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(5);

    /// <param name="adjust">Replaces services, for tests.</param>
    public static WebApplication Build(ParleyOptions options, Action<IServiceCollection>? adjust = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "parley-server",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => KestrelSetup.Apply(kestrel, options));
        builder.Logging.AddParleyLogging(options.Logging);

        var services = builder.Services;
        // When all clients come back at once, those beyond the queue would have their first packet dropped, and try again after a second.
        services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = options.Limits.MaxConnections);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Limits.Shutdown + CloseTime);
        services.AddRoutingCore();
        services.AddParley(options);
        services.AddCluster(options);
        services.AddStorage(options);
        services.AddHistory(options);
        services.AddSingleton(new ServingState(serving: false));
        services.AddParleyProtocols(protocols => Limit(protocols, options));
        services.AddParleyMetrics();
        services.AddPageFiles();
        services.AddSystemInfo();
        services.AddSingleton<OpenApiDocument>();
        services.AddSingleton<ServerState>();
        services.AddSingleton<ServerCertificate>();
        services.AddSingleton<IHostLifetime, SignalLifetime>();
        services.AddHostedService<ServerLifecycle>();
        adjust?.Invoke(services);

        var app = builder.Build();
        app.UseMiddleware<ExtendedConnect>();
        app.UseRouting();
        app.UseMiddleware<AccessLog>();
        app.UseMiddleware<FaultGuard>();
        app.UseMiddleware<HostGuard>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<OriginGuard>();
        app.UseWhen(NeedsModels, api => api.UseMiddleware<ReadyGate>());
        app.UsePageFiles(options.Web);
        app.MapParley();
        app.MapHealth();
        app.MapMetrics();
        app.MapSystemInfo();
        app.MapApi();
        return app;
    }

    private static bool NeedsModels(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
        || context.Request.Path.StartsWithSegments("/api/voice-profile", StringComparison.Ordinal)
        || context.Request.Path.StartsWithSegments("/socket.io", StringComparison.Ordinal)
        || GrpcRefusal.NeedsModels(context.Request);

    private static void Limit(ProtocolOptions protocols, ParleyOptions options)
    {
        protocols.Sessions = protocols.Sessions with
        {
            IdleTimeout = options.Limits.Idle,
            Endpointing = options.Endpointing,
        };
        protocols.SocketIo = options.SocketIo with { Engine = options.SocketIo.Engine with { IdPrefix = options.Cluster.IdPrefix } };
        protocols.Files = protocols.Files with
        {
            Audio = options.Limits.Files,
            MaxUploads = options.Limits.MaxUploads,
            MaxDecoders = options.Limits.MaxDecoders,
        };
    }
}
