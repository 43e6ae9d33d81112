using Parley.Local.Sherpa;

namespace Parley.Local.Models;

/// <summary>A recognition model that runs in this process: what kind it is and where its files are.</summary>
public sealed record LocalModel
{
    /// <summary>The name under which clients ask for it.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="SherpaKinds.Names"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What runs it.</summary>
    public ModelRuntime Runtime { get; init; }

    /// <summary>Path of each file by its role; the roles of a kind are in <see cref="SherpaKinds.Files"/>.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Languages it understands (BCP-47 primary); empty: any.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Threads of one decode.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The longest utterance it takes, seconds.</summary>
    public double LongestSeconds { get; init; } = 30;

    /// <summary>Audio it wants before and after speech, seconds; null: the default.</summary>
    public double? MarginBefore { get; init; }

    public double? MarginAfter { get; init; }
}
