using Parley.Engine.Admission;
using Parley.Server.Configuration;

namespace Parley.Server.Hosting;

/// <summary>The session core without a server, for commands that work on files.</summary>
internal static class OfflineHost
{
    /// <summary>Loads the engine; warnings go to standard error, so that standard output is the command's own.</summary>
    /// <param name="adjust">Replaces services, for tests.</param>
    public static async Task<ServiceProvider> StartAsync(ParleyOptions options, Action<IServiceCollection>? adjust = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddSimpleConsole(console => console.SingleLine = true)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
                console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddParley(options);

        // Nobody is kept waiting: a command does its own work alone, as fast as it can.
        services.AddSingleton(new AdmissionOptions { FinalWait = TimeSpan.Zero });
        adjust?.Invoke(services);
        var provider = services.BuildServiceProvider();
        try
        {
            await Engines.LoadAsync(provider);
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }
}
