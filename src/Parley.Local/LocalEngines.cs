using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Parley.Local.Espeak;
using Parley.Local.Models;
using Parley.Local.Moonshine;
using Parley.Local.Scheduling;
using Parley.Local.Sherpa;
using Parley.Local.Sherpa.Speakers;
using Parley.Local.Sherpa.Speaking;
using Parley.Local.Sherpa.Streaming;
using Parley.Local.Vad;
using Parley.Providers;
using Parley.Voices;

namespace Parley.Local;

/// <summary>The engines of this process: the table of contents for dependency injection.</summary>
public static class LocalEngines
{
    public const string MeterName = "Parley.Local";

    /// <summary>
    /// Adds the engine's scheduler, the voice detector and one <see cref="IRecognizer"/> a model. Nothing is loaded until
    /// it is resolved; a missing library, file or a wrong kind then throws with a message for the operator.
    /// </summary>
    public static IServiceCollection AddParleyLocal(this IServiceCollection services, LocalEngineOptions options)
    {
        services.AddSingleton(provider => new EngineScheduler(
            options.Workers,
            options.QueueCapacity,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<EngineScheduler>().Pressure);
        services.AddSingleton<ListeningMetrics>();
        services.AddSingleton<IVoiceDetectorFactory>(provider =>
        {
            NativeEngines.Load(options.NativeFolder);
            return new SileroDetectorFactory(
                options.VoiceDetector, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ListeningMetrics>());
        });
        foreach (var model in options.Models)
        {
            services.AddSingleton<IRecognizer>(provider =>
            {
                NativeEngines.Load(options.NativeFolder);
                return Recognizer(model, provider.GetRequiredService<EngineScheduler>());
            });
        }

        // A voice that needs a profile's sample comes after those that speak by themselves.
        foreach (var voice in options.Voices.Where(voice => !SpeakingKinds.Clones(voice.Kind)))
        {
            services.AddSingleton<IVoiceEngine>(new SherpaVoiceEngine(voice, options.NativeFolder));
        }

        services.AddSingleton<IVoiceEngine, EspeakVoiceEngine>();
        foreach (var voice in options.Voices.Where(voice => SpeakingKinds.Clones(voice.Kind)))
        {
            services.AddSingleton<IVoiceEngine>(new SherpaVoiceEngine(voice, options.NativeFolder));
        }

        if (options.SpeakerEmbedding is { } embedding)
        {
            services.AddSingleton<ISpeakerEmbedder>(_ => new SherpaSpeakerEmbedder(embedding, () => NativeEngines.Load(options.NativeFolder)));
        }

        return services;
    }

    /// <summary>Whether Parley itself decodes models of this kind.</summary>
    public static bool RunsOnOnnx(string kind) => string.Equals(kind, "moonshine", StringComparison.Ordinal);

    private static UtteranceRecognizer Recognizer(LocalModel model, EngineScheduler scheduler)
    {
        UtteranceRecognizer recognizer = model.Runtime != ModelRuntime.Sherpa && RunsOnOnnx(model.Kind)
            ? new MoonshineRecognizer(model, scheduler)
            : SherpaKinds.IsStreaming(model.Kind) ? new StreamingRecognizer(model, scheduler)
            : new SherpaRecognizer(model, scheduler);
        recognizer.WarmUp();
        return recognizer;
    }
}

/// <summary>What the engines of this process need to know.</summary>
public sealed record LocalEngineOptions
{
    /// <summary>The folder of <c>libsherpa-onnx-c-api.so</c> and <c>libonnxruntime.so</c>.</summary>
    public required string NativeFolder { get; init; }

    /// <summary>Path of <c>silero_vad_v5.onnx</c>.</summary>
    public required string VoiceDetector { get; init; }

    /// <summary>The recognition models, at least one.</summary>
    public required IReadOnlyList<LocalModel> Models { get; init; }

    /// <summary>The models that speak.</summary>
    public IReadOnlyList<LocalVoice> Voices { get; init; } = [];

    /// <summary>Path of the model that tells speakers apart; null: there is none.</summary>
    public string? SpeakerEmbedding { get; init; }

    /// <summary>Engine threads, 1 to 256; one a core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Decodes that may wait before one more is refused.</summary>
    public int QueueCapacity { get; init; } = 4_096;
}
