namespace Parley.Client;

/// <summary>Into which languages what is said is translated, and how; <c>docs/translation.md</c>.</summary>
public sealed record TranslateOptions
{
    /// <summary>At most 8 BCP-47 tags, none twice; empty: nothing is translated.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>A name from <c>/api/system/info</c>; null: for each target, the first that knows both languages.</summary>
    public string? Translator { get; init; }

    /// <summary>Partials show only what will not change any more.</summary>
    public bool Calm { get; init; }

    /// <summary>At most 100.</summary>
    public IReadOnlyList<GlossaryEntry> Glossary { get; init; } = [];
}

/// <param name="Term">As it stands in the text, in any case; 1 to 100 characters.</param>
/// <param name="Translation">What it is in the other language; 1 to 100 characters.</param>
/// <param name="Target">The target that it is for, BCP-47; null: every target.</param>
public sealed record GlossaryEntry(string Term, string Translation, string? Target = null);

/// <summary>What is changed of a session while it runs; what is null stays as it is.</summary>
public sealed record SessionChange
{
    /// <summary>BCP-47, of the utterances that begin from then on; the session's model has to understand it.</summary>
    public string? Language { get; init; }

    /// <summary>Takes the place of what was asked for before, as a whole.</summary>
    public TranslateOptions? Translate { get; init; }
}
