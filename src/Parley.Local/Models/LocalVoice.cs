namespace Parley.Local.Models;

/// <summary>A model that speaks in this process: what kind it is and where its files are.</summary>
public sealed record LocalVoice
{
    /// <summary>The name under which clients ask for it.</summary>
    public required string Name { get; init; }

    /// <summary>One of <c>vits</c> (Piper's too), <c>matcha</c>, <c>kokoro</c>, <c>kitten</c> and <c>pocket</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Path of each file or folder by its role.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>BCP-47, of all its speakers.</summary>
    public string Language { get; init; } = "en";

    /// <summary>What its speakers are called, in the model's order; those without a name are called by their number.</summary>
    public IReadOnlyList<string> Speakers { get; init; } = [];

    /// <summary>Threads of one synthesis.</summary>
    public int Threads { get; init; } = 1;
}
