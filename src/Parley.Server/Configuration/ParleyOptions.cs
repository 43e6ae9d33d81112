using Parley.Engine.Admission;
using Parley.Engine.History;
using Parley.Engine.Routing.Results;
using Parley.Engine.Turns;
using Parley.Protocols.SocketIO.Speech;
using Parley.Storage.Database;

namespace Parley.Server.Configuration;

/// <summary>Everything an operator can set, valid as a whole. Built once at start and never changed.</summary>
public sealed record ParleyOptions
{
    /// <summary>The folder that relative paths start from: models, native libraries, the page.</summary>
    public required string Home { get; init; }

    public required ListenerOptions Listen { get; init; }

    public required WebOptions Web { get; init; }

    public required LimitOptions Limits { get; init; }

    public required SocketIoProtocolOptions SocketIo { get; init; }

    public required ClusterSettings Cluster { get; init; }

    /// <summary>Where what outlives a session is kept.</summary>
    public required StorageOptions Storage { get; init; }

    /// <summary>What of sessions is kept.</summary>
    public required HistoryOptions History { get; init; }

    public required ModelOptions Models { get; init; }

    /// <summary>Who answers in sessions that converse.</summary>
    public required AssistantOptions Assistants { get; init; }

    /// <summary>Who translates.</summary>
    public required TranslatorOptions Translators { get; init; }

    /// <summary>Recognisers and voices that are reached over the network.</summary>
    public required RemoteEngines Remote { get; init; }

    public required EngineOptions Engine { get; init; }

    /// <summary>For how long results are remembered.</summary>
    public required ResultCacheOptions Cache { get; init; }

    /// <summary>What holds for a session that does not say.</summary>
    public required EndpointingOptions Endpointing { get; init; }

    public required LogOptions Logging { get; init; }
}

/// <summary>Where the server listens and under which names it answers.</summary>
/// <param name="Host">An IP address, <c>localhost</c>, or <c>*</c> for every address.</param>
/// <param name="Port">0 takes a free one.</param>
/// <param name="Grpc">The port of gRPC without TLS; 0 takes a free one, null: none.</param>
/// <param name="AllowedHosts">Host names besides <c>localhost</c> and plain IP addresses; <c>*</c> for any.</param>
public sealed record ListenerOptions(string Host, int Port, int? Grpc, IReadOnlyList<string> AllowedHosts)
{
    /// <summary>The port of TLS, for everything; 0 takes a free one, null: none.</summary>
    public int? Https { get; init; }

    public TlsOptions Tls { get; init; } = new(null, null, null);
}

/// <summary>The certificate that the server shows.</summary>
/// <param name="Certificate">PEM with the chain after it, or PFX; null: the server makes one for this machine.</param>
/// <param name="Key">PEM; null: it is in the certificate's file.</param>
/// <param name="PasswordFile">The file that holds the password of the key or the PFX, on its first line.</param>
public sealed record TlsOptions(string? Certificate, string? Key, string? PasswordFile);

/// <summary>The page and who may use the server from a browser.</summary>
/// <param name="Folder">The built page.</param>
/// <param name="Origins">Other sites whose pages may use this server; <c>*</c> for any.</param>
public sealed record WebOptions(string Folder, IReadOnlyList<string> Origins);

/// <summary>How the engine runs.</summary>
/// <param name="Workers">Decoding threads.</param>
/// <param name="QueueCapacity">Decodes that may wait.</param>
/// <param name="NativeFolder">The folder of the native engine libraries.</param>
/// <param name="VoiceDetector">The voice detector's model file.</param>
public sealed record EngineOptions(int Workers, int QueueCapacity, string NativeFolder, string VoiceDetector)
{
    /// <summary>The model that tells speakers apart; null: there is none.</summary>
    public string? SpeakerEmbedding { get; init; }

    /// <summary>When new sessions are refused for the sake of those that run.</summary>
    public required AdmissionOptions Admission { get; init; }
}

/// <summary>What is logged and how.</summary>
public sealed record LogOptions(LogLevel Level, LogFormat Format);

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>Text on a terminal, JSON elsewhere.</summary>
    Auto,

    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>Lines for a person.</summary>
    Text,
}
