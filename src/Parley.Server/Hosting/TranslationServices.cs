using Parley.Engine.Routing;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Telemetry;
using Parley.Local.Apertium;
using Parley.Local.OpenCc;
using Parley.Local.Scripted;
using Parley.Providers;
using Parley.Remote.LanguageModels;
using Parley.Remote.LibreTranslate;
using Parley.Remote.OpenAi;
using Parley.Server.Configuration;

namespace Parley.Server.Hosting;

/// <summary>What translates.</summary>
internal static partial class TranslationServices
{
    public static IServiceCollection AddTranslation(this IServiceCollection services, ParleyOptions options)
    {
        foreach (var translator in options.Translators.Served)
        {
            services.AddSingleton(provider => Remote(translator, provider.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton<ITranslator>(provider => Apertium(
            options.Translators.Apertium, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ApertiumTranslator>>()));
        services.AddSingleton<ITranslator, ScriptedTranslator>();
        services.AddSingleton(provider => new TranslatorCatalog([.. provider.GetServices<ITranslator>()
            .Where(one => one is not ApertiumTranslator { Capabilities.Pairs.Count: 0 })]));
        services.AddSingleton(new TranslationLimits());
        services.AddSingleton<TranslationMetrics>();
        if (options.Translators.TaiwanScript && OpenCcConverter.Open() is { } script)
        {
            services.AddSingleton<IScriptConverter>(script);
        }

        services.AddSingleton(provider => new TranslationFactory(
            provider.GetRequiredService<TranslatorCatalog>(),
            provider.GetRequiredService<TranslationLimits>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<TranslationMetrics>(),
            provider.GetService<IScriptConverter>()));
        return services;
    }

    private static ITranslator Remote(TranslatorOption option, TimeProvider time) => option.Kind == TranslatorKind.OpenAi
        ? new ChatTranslator(option.Name, new OpenAiChatClient(option.Server, time), option.Server.AnswerTimeout, option.Pairs, time)
        : new LibreTranslator(option.Name, option.Server.BaseUrl, option.Server.Key, option.Server.AnswerTimeout, option.Pairs, time);

    /// <summary>What is not installed is said, and the server serves everything else.</summary>
    private static ApertiumTranslator Apertium(ApertiumOptions options, TimeProvider time, ILogger logger)
    {
        foreach (var problem in ApertiumTranslator.Problems(options))
        {
            LogMissing(logger, problem);
        }

        return new ApertiumTranslator(options, time);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void LogMissing(ILogger logger, string problem);
}
