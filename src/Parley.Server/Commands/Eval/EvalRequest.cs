using Parley.Server.Evaluation.Clips;

namespace Parley.Server.Commands.Eval;

/// <summary>What is to be measured, and how.</summary>
internal sealed record EvalRequest
{
    public required IReadOnlyList<Clip> Clips { get; init; }

    /// <summary>Whether the clips are played at real time and not read as files.</summary>
    public bool Live { get; init; }

    /// <summary>Times real time.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>Clips at once.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>A server to measure instead of this process.</summary>
    public Uri? Server { get; init; }

    /// <summary>The model that was named; null for the default.</summary>
    public string? Model { get; init; }

    /// <summary>The silence that closes an utterance, milliseconds; null for the default.</summary>
    public int? SilenceMs { get; init; }

    public bool Json { get; init; }

    /// <summary>Whether every set gets its row, however many there are.</summary>
    public bool BySet { get; init; }

    /// <summary>What the report says about how it was measured.</summary>
    public string Mode => !Live ? "file" : Server is null ? "live" : "live over WebSocket";
}
