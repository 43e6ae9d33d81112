using System.ComponentModel;
using System.Text.Json.Serialization;
using Parley.Server.SystemInfo.Gpus;

namespace Parley.Server.SystemInfo;

/// <summary>What <c>GET /api/system/info</c> answers. Nothing in it is secret: no path, no address, no key.</summary>
internal sealed record SystemReport
{
    [Description("loading, ready, stopping or failed")]
    public required string Status { get; init; }

    public required string Version { get; init; }

    public required double UptimeSeconds { get; init; }

    [Description("The .NET runtime and the operating system it runs on")]
    public required PlatformReport Platform { get; init; }

    [Description("What runs the models")]
    public required IReadOnlyList<EngineReport> Engines { get; init; }

    [Description("The recognition models, the default first")]
    public required IReadOnlyList<ServedModel> Models { get; init; }

    [Description("Who answers in sessions that converse, the default first")]
    public required IReadOnlyList<AssistantReport> Assistants { get; init; }

    [Description("Who translates, in the order in which they are asked; a scripted one only when it is named")]
    public required IReadOnlyList<TranslatorReport> Translators { get; init; }
    [Description("Who speaks, the default first; empty until the models are loaded")]
    public required IReadOnlyList<VoiceReport> Voices { get; init; }

    public required CapacityReport Capacity { get; init; }

    public required SessionCount Sessions { get; init; }

    public required MemoryReport Memory { get; init; }

    [Description("Processors that the process may use")]
    public required int Processors { get; init; }

    [Description("Empty where there are none, or where the system does not show them")]
    public required IReadOnlyList<Gpu> Gpus { get; init; }

    [Description("What of sessions is kept for later")]
    public required HistoryPolicy History { get; init; }

    [Description("This node among others; null: it is alone")]
    public required ClusterReport? Cluster { get; init; }

    public required IReadOnlyList<ProtocolReport> Protocols { get; init; }
}

internal sealed record PlatformReport(string Runtime, string System, string Architecture);

/// <param name="Name"><c>onnx</c> or <c>sherpa</c>.</param>
internal sealed record EngineReport(string Name, IReadOnlyList<string> Models);

internal sealed record ServedModel
{
    public required string Name { get; init; }

    [Description("loading, ready or failed")]
    public required string Status { get; init; }

    public required bool Default { get; init; }

    [Description("onnx or sherpa; null for a model that is not among the configured ones")]
    public required string? Engine { get; init; }

    [Description("The family")]
    public required string? Kind { get; init; }

    [Description("BCP-47 primary languages; empty: any")]
    public required IReadOnlyList<string> Languages { get; init; }

    [Description("Whether finals can carry word times; null until it is loaded")]
    public required bool? WordTimes { get; init; }

    [Description("The longest utterance it takes")]
    public required double LongestSeconds { get; init; }

    [Description("Threads of one decode")]
    public required int? Threads { get; init; }
}

internal sealed record AssistantReport(
    string Name,
    [property: Description("It answers from a list of patterns; there is no language model")] bool Scripted,
    [property: Description("The language model; null: there is none")] string? Model);

internal sealed record TranslatorReport(
    string Name,
    [property: Description("It knows a list of phrases and no language")] bool Scripted,
    [property: Description("From and to, BCP-47; empty: any")] IReadOnlyList<PairReport> Pairs);

internal sealed record PairReport(string From, string To);
internal sealed record VoiceReport(
    [property: Description("The name under which clients ask for it")] string Name,
    [property: Description("Samples a second of what it makes")] int Rate,
    [property: Description("Whether it speaks with the voice of a profile")] bool Clones,
    [property: Description("How many voices a client may name")] int Voices,
    [property: Description("BCP-47, sorted; mul: any")] IReadOnlyList<string> Languages);

internal sealed record CapacityReport(int EngineThreads, int QueueLimit, int SessionLimit, PressureReport Pressure, AdmissionReport Admission);

internal sealed record PressureReport(
    [property: Description("Live sessions whose speech was decoded in the last seconds")] int Speakers,
    [property: Description("Share of the engine that finals took, 0 to 1")] double Share,
    [property: Description("What 95 of 100 finals waited at most")] double FinalWaitSeconds);

internal sealed record AdmissionReport(
    [property: Description("Whether a live session would be admitted now")] bool Open,
    [property: Description("The error code with which it would be refused")] string? Refusal,
    [property: Description("How long finals may wait before sessions are refused; null: they are never refused for it")] double? FinalWaitLimitSeconds);

internal sealed record SessionCount(int Running, int Limit);

internal sealed record MemoryReport(
    [property: Description("What the process has in memory")] long ResidentBytes,
    [property: Description("Of it, what the managed heap holds")] long ManagedHeapBytes,
    [property: Description("What the machine, or the container, lets it have")] long AvailableBytes);

internal sealed record HistoryPolicy(
    [property: Description("off, asked (of sessions that ask for it) or on (of all but those that ask for it not to be)")] string Text,
    [property: Description("The same for audio, of sessions whose text is kept")] string Audio);

internal sealed record ClusterReport(string Node, [property: Description("up or down")] string Redis);

internal sealed record ProtocolReport(string Name, string? Path, IReadOnlyList<PortReport> Ports);

internal sealed record PortReport(int Port, bool Tls);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SystemReport))]
internal sealed partial class SystemJson : JsonSerializerContext;
