using Parley.Engine.Routing;
using Parley.Engine.Stages.Translating;
using Parley.Local.Scripted;
using Parley.Providers;
using Parley.Server.Configuration;

namespace Parley.Server.Hosting;

/// <summary>What translates.</summary>
internal static class TranslationServices
{
    public static IServiceCollection AddTranslation(this IServiceCollection services, ParleyOptions options)
    {
        services.AddSingleton<ITranslator, ScriptedTranslator>();
        services.AddSingleton(provider => new TranslatorCatalog([.. provider.GetServices<ITranslator>()]));
        services.AddSingleton(new TranslationLimits());
        services.AddSingleton<TranslationFactory>();
        return services;
    }
}
