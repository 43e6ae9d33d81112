using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Hosting.Server;
using Parley.Engine.Cluster;
using Parley.Engine.History;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Local;
using Parley.Local.Models;
using Parley.Providers;
using Parley.Server.Configuration;
using Parley.Server.Health;
using Parley.Server.Hosting;
using Parley.Server.SystemInfo.Gpus;

namespace Parley.Server.SystemInfo;

/// <summary>Puts the report together. Before the models are loaded, nothing is asked that would wait for them.</summary>
internal sealed class SystemReporter(
    ParleyOptions options, ServerState state, IServer server, IServiceProvider services, GpuReader gpus)
{
    public async Task<SystemReport> ReportAsync(CancellationToken cancellation)
    {
        var hub = state.Loaded.IsCompletedSuccessfully ? services.GetRequiredService<SessionHub>() : null;
        var models = hub is null ? Awaited() : Loaded();
        var running = hub?.Running ?? 0;
        return new SystemReport
        {
            Status = state.Word,
            Version = ProductVersion.Text,
            UptimeSeconds = Math.Round(state.Uptime.TotalSeconds, 3),
            Platform = new PlatformReport(
                RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, Word(RuntimeInformation.ProcessArchitecture)),
            Engines = [.. models.Where(model => model.Engine is not null)
                .GroupBy(model => model.Engine!, model => model.Name, StringComparer.Ordinal)
                .Select(engine => new EngineReport(engine.Key, [.. engine]))],
            Models = models,
            Assistants = [.. services.GetRequiredService<AssistantCatalog>().All
                .Select(one => new AssistantReport(one.Name, one.Scripted, one.Model))],
            Translators = [.. services.GetRequiredService<TranslatorCatalog>().All
                .Select(one => new TranslatorReport(one.Name, one.Scripted, [.. one.Pairs.Select(pair => new PairReport(pair.From, pair.To))]))],
            Voices = hub is null ? [] : [.. services.GetRequiredService<SynthesizerCatalog>().Models.Select(Voice)],
            Capacity = Capacity(hub),
            Sessions = new SessionCount(running, options.Limits.Sessions.MaxSessions),
            Memory = new MemoryReport(
                Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            Processors = Environment.ProcessorCount,
            Gpus = await gpus.ReadAsync(cancellation),
            History = new HistoryPolicy(Word(options.History.Text), Word(options.History.Text == HistoryHabit.Off ? HistoryHabit.Off : options.History.Audio)),
            Cluster = services.GetService<ClusterMember>() is { } member ? new ClusterReport(member.Name, member.IsUp ? "up" : "down") : null,
            Protocols = ServedProtocols.Of(options, server),
        };
    }

    private static VoiceReport Voice(SynthesizerCapabilities one)
    {
        var voices = one.Voices.Concat(one.Variants).ToList();
        return new VoiceReport(
            one.Model, one.Rate, one.Clones, voices.Count, [.. voices.Select(voice => voice.Language).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private CapacityReport Capacity(SessionHub? hub)
    {
        var measured = services.GetRequiredService<IEnginePressure>().Measure();
        var wait = options.Engine.Admission.FinalWait;
        var refusal = hub is null ? Failures.ErrorCodes.Starting : hub.WouldRefuse();
        return new CapacityReport(
            options.Engine.Workers,
            options.Engine.QueueCapacity,
            options.Limits.Sessions.MaxSessions,
            new PressureReport(measured.Speakers, Math.Round(measured.Share, 4), Math.Round(measured.FinalWait.TotalSeconds, 4)),
            new AdmissionReport(refusal is null, refusal, wait > TimeSpan.Zero ? wait.TotalSeconds : null));
    }

    private List<ServedModel> Awaited() => [.. options.Models.Served.Select(model => new ServedModel
    {
        Name = model.Name,
        Status = state.Word,
        Default = IsDefault(model.Name),
        Engine = Engine(model),
        Kind = model.Kind,
        Languages = model.Languages,
        WordTimes = null,
        LongestSeconds = model.LongestSeconds,
        Threads = model.Threads,
    })];

    private List<ServedModel> Loaded() => [.. services.GetRequiredService<RecognizerCatalog>().Models.Select(model =>
    {
        var configured = options.Models.Served.FirstOrDefault(served => Same(served.Name, model.Model));
        return new ServedModel
        {
            Name = model.Model,
            Status = "ready",
            Default = IsDefault(model.Model),
            Engine = configured is null ? null : Engine(configured),
            Kind = configured?.Kind,
            Languages = model.Languages,
            WordTimes = model.WordTimes,
            LongestSeconds = model.LongestSeconds,
            Threads = configured?.Threads,
        };
    })];

    private static string Engine(ModelOption model) =>
        model.Runtime != ModelRuntime.Sherpa && LocalEngines.RunsOnOnnx(model.Kind) ? "onnx" : "sherpa";

    private bool IsDefault(string model) => Same(model, options.Models.Default);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
