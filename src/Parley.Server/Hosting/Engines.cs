using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Providers;

namespace Parley.Server.Hosting;

/// <summary>Loads everything that takes time, at once rather than one after another.</summary>
internal static class Engines
{
    /// <summary>Completes when a session can start without waiting for a file.</summary>
    public static async Task LoadAsync(IServiceProvider services)
    {
        var detector = Task.Run(services.GetRequiredService<IVoiceDetectorFactory>);
        var catalog = Task.Run(services.GetRequiredService<RecognizerCatalog>);
        await Task.WhenAll(detector, catalog);
        services.GetRequiredService<SessionHub>();
    }
}
