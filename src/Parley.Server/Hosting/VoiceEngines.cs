using Parley.Engine.Routing;
using Parley.Providers;

namespace Parley.Server.Hosting;

/// <summary>Loads whatever speaks: the engines of this process in their order, as far as they are installed, then the others.</summary>
internal static partial class VoiceEngines
{
    public static SynthesizerCatalog Load(IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(VoiceEngines));
        var local = services.GetServices<IVoiceEngine>().Select(engine => Try(engine, logger)).OfType<ISynthesizer>();
        return new SynthesizerCatalog([.. local, .. services.GetServices<ISynthesizer>()]);
    }

    private static ISynthesizer? Try(IVoiceEngine engine, ILogger logger)
    {
        try
        {
            return engine.Load();
        }
        catch (InvalidOperationException missing)
        {
            LogMissing(logger, missing.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A voice is missing: {Reason}")]
    private static partial void LogMissing(ILogger logger, string reason);
}
