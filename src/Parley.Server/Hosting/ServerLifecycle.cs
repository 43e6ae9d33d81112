using Microsoft.AspNetCore.Hosting.Server;
using Parley.Engine.Cluster;
using Parley.Engine.History;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Protocols;
using Parley.Server.Configuration;

namespace Parley.Server.Hosting;

/// <summary>
/// 1. The server listens, 2. models load beside it, 3. it is ready; on the way down 4. it is no longer ready and refuses
/// sessions, 5. those that run finish their open utterances, 6. the connections close, 7. the listener closes.
/// </summary>
internal sealed partial class ServerLifecycle(
    IServiceProvider services,
    ServerState state,
    ParleyOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ServerLifecycle> logger) : IHostedLifecycleService
{
    /// <summary>A node that cannot rehearse serves as well.</summary>
    private static readonly TimeSpan RehearsalLimit = TimeSpan.FromSeconds(10);

    /// <summary>What is known of the sessions that ended gets this long to be written.</summary>
    private static readonly TimeSpan HistoryLimit = TimeSpan.FromSeconds(3);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(LoadAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        state.MarkStopping();
        if (!state.Loaded.IsCompletedSuccessfully)
        {
            return;
        }

        var hub = services.GetRequiredService<SessionHub>();
        LogStopping(logger, hub.Running);
        using var limit = new CancellationTokenSource(options.Limits.Shutdown);
        await hub.StopAsync(limit.Token);
        if (services.GetService<HistoryRecorder>() is { } history)
        {
            await services.GetRequiredService<HistorySweeper>().DisposeAsync();
            await history.StopAsync(HistoryLimit);
        }

        if (services.GetService<ClusterMember>() is { } cluster)
        {
            await cluster.DisposeAsync();
        }

        await services.ParleyFarewellAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        LogStopped(logger);
        return Task.CompletedTask;
    }

    private async Task LoadAsync()
    {
        try
        {
            await Engines.LoadAsync(services);
            services.GetService<HistoryRecorder>()?.Start();
            services.GetService<HistorySweeper>()?.Start();
            services.GetRequiredService<SynthesizerCatalog>();
            services.GetRequiredService<SessionHub>().Idle += IdleMemory.GiveBack;
            var cluster = services.GetService<ClusterMember>();
            if (cluster is not null)
            {
                await cluster.StartAsync();
                await services.GetRequiredService<SessionHub>().RehearseAsync().WaitAsync(RehearsalLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            state.MarkLoaded();
            _ = cluster is null ? Task.CompletedTask : FirstCall.PlaceAsync(services.GetRequiredService<IServer>(), options.Listen, time);
            LogReady(logger, state.Uptime.TotalSeconds);
        }
#pragma warning disable CA1031 // Whatever keeps the models from loading, the operator is told and the process ends.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            state.MarkFailed(fault);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready {UptimeSeconds:0.00} s after the start")]
    private static partial void LogReady(ILogger logger, double uptimeSeconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping; {Sessions} sessions finish what was said")]
    private static partial void LogStopping(ILogger logger, int sessions);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    private static partial void LogStopped(ILogger logger);
}
