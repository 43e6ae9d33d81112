using Parley.Local.Models;

namespace Parley.Server.Configuration;

/// <summary>The recognition models.</summary>
/// <param name="Default">The model that serves when a client names none.</param>
/// <param name="Served">Every model that is loaded, the default first, unless that is reached over the network.</param>
public sealed record ModelOptions(string Default, IReadOnlyList<ModelOption> Served);

/// <summary>One recognition model: what kind it is and where its files are.</summary>
public sealed record ModelOption
{
    public required string Name { get; init; }

    /// <summary>The family, as the engine names it.</summary>
    public required string Kind { get; init; }

    /// <summary>What runs it.</summary>
    public ModelRuntime Runtime { get; init; }

    /// <summary>Absolute path of each file by its role.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>BCP-47 primary languages; empty: any.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Threads of one decode.</summary>
    public required int Threads { get; init; }

    /// <summary>The longest utterance it takes, seconds.</summary>
    public required double LongestSeconds { get; init; }

    /// <summary>Seconds of audio it wants before speech; null: the engine's default.</summary>
    public double? MarginBefore { get; init; }

    /// <summary>Seconds of audio it wants after speech; null: the engine's default.</summary>
    public double? MarginAfter { get; init; }
}
