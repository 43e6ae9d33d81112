using Parley.Local.Scripted;
using Parley.Remote.OpenAi;

namespace Parley.Server.Configuration;

/// <summary>Who answers in sessions that converse.</summary>
/// <param name="Served">Everybody, the default first.</param>
public sealed record AssistantOptions(IReadOnlyList<AssistantOption> Served);

/// <summary>One assistant.</summary>
public sealed record AssistantOption
{
    public required string Name { get; init; }

    public required AssistantKind Kind { get; init; }

    /// <summary>What it is told to be, unless a session says otherwise.</summary>
    public string? Instructions { get; init; }

    /// <summary>How long the next piece of its answer may take.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Where its language model is; null: it has none.</summary>
    public OpenAiServer? Server { get; init; }

    /// <summary>What a scripted one answers before the built-in answers are tried.</summary>
    public IReadOnlyList<ScriptedRule> Rules { get; init; } = [];
}

/// <summary>What stands behind an assistant.</summary>
public enum AssistantKind
{
    /// <summary>A list of patterns.</summary>
    Scripted,

    /// <summary>A language model behind OpenAI's API.</summary>
    OpenAi,
}
