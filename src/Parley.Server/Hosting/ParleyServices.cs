using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Engine.Admission;
using Parley.Engine.History;
using Parley.Engine.Routing;
using Parley.Engine.Routing.Results;
using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Telemetry;
using Parley.Engine.Turns;
using Parley.Engine.Voices;
using Parley.Local;
using Parley.Local.Models;
using Parley.Local.Scripted;
using Parley.Providers;
using Parley.Remote.OpenAi;
using Parley.Server.Configuration;

namespace Parley.Server.Hosting;

/// <summary>What a session is made of, for the server and for the commands alike: the table of contents.</summary>
internal static class ParleyServices
{
    /// <summary>
    /// Adds clock, limits, engine and session core. Nothing is loaded until it is resolved; recognisers and the voice
    /// detector can be replaced afterwards.
    /// </summary>
    public static IServiceCollection AddParley(this IServiceCollection services, ParleyOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton(options);
        services.AddSingleton(options.Limits.Sessions);
        services.AddSingleton(options.Limits.Files);
        services.AddSingleton(options.Endpointing);
        services.AddSingleton(new EndpointerTuning());

        services.AddParleyLocal(LocalOptions(options));

        foreach (var recognizer in options.Remote.Recognizers)
        {
            services.AddSingleton<IRecognizer>(provider => new OpenAiRecognizer(
                recognizer.Name, recognizer.Server, recognizer.Languages, provider.GetRequiredService<TimeProvider>()));
        }

        foreach (var voice in options.Remote.Voices)
        {
            services.AddSingleton<ISynthesizer>(provider => new OpenAiSynthesizer(
                voice.Name, voice.Server, voice.Voices, provider.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton<EngineMetrics>();
        services.AddSingleton(options.Cache);
        services.AddSingleton<ResultCache>();
        services.AddSingleton(provider =>
        {
            var cache = provider.GetRequiredService<ResultCache>();
            return new RecognizerCatalog([.. provider.GetServices<IRecognizer>().Select(cache.Over)], options.Models.Default);
        });
        services.AddSingleton(VoiceEngines.Load);
        services.AddSingleton(provider => new AssistantCatalog(
            [.. options.Assistants.Served.Select(one => Assistant(one, provider.GetRequiredService<TimeProvider>()))]));
        services.AddSingleton(new VoiceSampleLimits());
        services.AddSingleton<VoiceSampleStudy>();
        services.AddSingleton<VoiceMetrics>();
        services.AddSingleton<VoiceSelector>();
        services.AddSingleton(new ConversationLimits());
        services.AddSingleton<Func<SynthesizerCatalog>>(provider => provider.GetRequiredService<SynthesizerCatalog>);
        services.AddSingleton<ConversationFactory>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SessionFactory>(provider)
            .Answering(provider.GetService<ConversationFactory>())
            .Translating(provider.GetService<TranslationFactory>())
            .Writing(provider.GetService<IScriptConverter>())
            .Keeping(provider.GetService<HistoryRecorder>()));
        services.AddTranslation(options);
        services.AddSingleton(options.Engine.Admission);
        services.AddSingleton<AdmissionControl>();
        services.AddSingleton<SessionHub>();
        return services;
    }

    /// <summary>The part of the settings that the engines of this process need.</summary>
    public static LocalEngineOptions LocalOptions(ParleyOptions options) => new()
    {
        NativeFolder = options.Engine.NativeFolder,
        VoiceDetector = options.Engine.VoiceDetector,
        Workers = options.Engine.Workers,
        QueueCapacity = options.Engine.QueueCapacity,
        Models = [.. options.Models.Served.Select(Local)],
        Voices = options.Remote.LocalVoices,
        SpeakerEmbedding = options.Engine.SpeakerEmbedding,
    };

    private static Assistant Assistant(AssistantOption option, TimeProvider time)
    {
        var assistant = option.Server is { } server
            ? new Assistant(option.Name, new OpenAiChatClient(server, time)) { Model = server.Model }
            : ScriptedAssistant.Assistant(option.Name, option.Rules);
        return assistant with { Instructions = option.Instructions, Patience = option.Patience };
    }

    public static LocalModel Local(ModelOption model) => new()
    {
        Name = model.Name,
        Kind = model.Kind,
        Runtime = model.Runtime,
        Files = model.Files,
        Languages = model.Languages,
        Threads = model.Threads,
        LongestSeconds = model.LongestSeconds,
        MarginBefore = model.MarginBefore,
        MarginAfter = model.MarginAfter,
    };
}
