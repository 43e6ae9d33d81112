using Parley.Local.Apertium;
using Parley.Providers;
using Parley.Remote.OpenAi;

namespace Parley.Server.Configuration;

/// <summary>Who translates: the configured, in the order of their names, then Apertium.</summary>
public sealed record TranslatorOptions(IReadOnlyList<TranslatorOption> Served, ApertiumOptions Apertium)
{
    /// <summary>Whether Chinese is written as in Taiwan where a session's language or target says so.</summary>
    public bool TaiwanScript { get; init; } = true;
}

/// <summary>A translator that is reached over the network.</summary>
/// <param name="Name">The name under which clients ask for it.</param>
/// <param name="Pairs">What it is used for; empty: any.</param>
public sealed record TranslatorOption(string Name, TranslatorKind Kind, OpenAiServer Server, IReadOnlyList<LanguagePair> Pairs);

/// <summary>What stands behind a translator.</summary>
public enum TranslatorKind
{
    /// <summary>A LibreTranslate server.</summary>
    LibreTranslate,

    /// <summary>A language model behind OpenAI's API.</summary>
    OpenAi,
}
