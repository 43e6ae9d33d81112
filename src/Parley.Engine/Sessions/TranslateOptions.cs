using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>Into which languages what is said is translated, and how.</summary>
public sealed record TranslateOptions
{
    public const int MaxTargets = 8;
    public const int MaxTerms = 100;
    public const int MaxTermLength = 100;

    /// <summary>BCP-47, at most <see cref="MaxTargets"/>, none twice; empty: nothing is translated.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Whoever translates, by name; null: the first that knows both languages.</summary>
    public string? Translator { get; init; }

    /// <summary>Show of a translation only what will not change any more.</summary>
    public bool Calm { get; init; }

    /// <summary>At most <see cref="MaxTerms"/>.</summary>
    public IReadOnlyList<GlossaryEntry> Glossary { get; init; } = [];

    internal ParleyError? Validate()
    {
        const string TargetsField = "translate.targets";
        const string GlossaryField = "translate.glossary";
        if (Targets.Count > MaxTargets)
        {
            return ParleyError.Invalid(TargetsField, $"{Targets.Count} targets; at most {MaxTargets} are taken.");
        }

        if (Targets.Any(target => !SessionOptions.IsLanguage(target) || string.Equals(target, "auto", StringComparison.OrdinalIgnoreCase)))
        {
            return ParleyError.Invalid(TargetsField, "A target must be a BCP-47 tag such as es, pt-BR or zh-TW.");
        }

        if (Targets.Distinct(StringComparer.OrdinalIgnoreCase).Count() < Targets.Count)
        {
            return ParleyError.Invalid(TargetsField, "A target is given twice.");
        }

        if (Glossary.Count > MaxTerms)
        {
            return ParleyError.Invalid(GlossaryField, $"{Glossary.Count} terms; at most {MaxTerms} are taken.");
        }

        return Glossary.Any(entry => !Fits(entry.Term) || !Fits(entry.Translation))
            ? ParleyError.Invalid(GlossaryField, $"A term and its translation have 1 to {MaxTermLength} characters.")
            : null;
    }

    private static bool Fits(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxTermLength;
}

/// <param name="Term">As it is said.</param>
/// <param name="Translation">What it is in the other language.</param>
/// <param name="Target">The target that it is for; null: all of them.</param>
public sealed record GlossaryEntry(string Term, string Translation, string? Target);
