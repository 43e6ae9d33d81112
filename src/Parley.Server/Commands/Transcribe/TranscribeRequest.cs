using Parley.Engine.Turns;

namespace Parley.Server.Commands.Transcribe;

/// <summary>What the user asked for.</summary>
internal sealed record TranscribeRequest
{
    /// <summary>Paths, or <see cref="OutputPlan.StandardInput"/>.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Where each input's transcript goes; null for standard output.</summary>
    public required IReadOnlyList<string?> Targets { get; init; }

    public required TranscriptFormat Format { get; init; }

    public required string Language { get; init; }

    public required EndpointingOptions Endpointing { get; init; }

    /// <summary>Whether outputs that exist are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether only failures are worth a line.</summary>
    public bool Quiet { get; init; }
}
