using Parley.Failures;

namespace Parley.Providers;

/// <summary>
/// One attempt at saying a text in another language. Thread-safe. Failure is a value with a category; only cancellation
/// throws.
/// </summary>
public interface ITranslator
{
    TranslatorCapabilities Capabilities { get; }

    /// <summary>Translates a whole text; an empty one is translated by an empty one.</summary>
    ValueTask<Outcome<Translation>> TranslateAsync(TranslationRequest request, CancellationToken cancellation);
}

/// <summary>What a translator declares of itself.</summary>
/// <param name="Name">The name under which clients ask for it.</param>
/// <param name="Pairs">What it translates; empty means any pair.</param>
public sealed record TranslatorCapabilities(string Name, IReadOnlyList<LanguagePair> Pairs)
{
    /// <summary>It knows a list of phrases and no language.</summary>
    public bool Scripted { get; init; }

    /// <summary>It uses the glossary of a request itself; for any other, terms are taken out of the text and put back.</summary>
    public bool UsesGlossary { get; init; }

    /// <summary>It finds out by itself which language a text is in (<c>auto</c>).</summary>
    public bool Detects { get; init; }

    /// <summary>The longest text it takes, characters.</summary>
    public int LongestText { get; init; } = 5_000;

    /// <summary>Whether it translates between these, BCP-47; what stands behind the first hyphen is the translator's affair.</summary>
    public bool Translates(string from, string to) =>
        Is(from, "auto")
            ? Detects && (Pairs.Count == 0 || Pairs.Any(pair => Is(pair.To, to)))
            : Pairs.Count == 0 || Pairs.Any(pair => Is(pair.From, from) && Is(pair.To, to));

    private static bool Is(string one, string other) =>
        string.Equals(one.Split('-')[0], other.Split('-')[0], StringComparison.OrdinalIgnoreCase);
}

/// <param name="From">BCP-47.</param>
/// <param name="To">BCP-47.</param>
public sealed record LanguagePair(string From, string To);

/// <param name="Text">Plain text, at most <see cref="TranslatorCapabilities.LongestText"/>.</param>
/// <param name="From">BCP-47, or <c>auto</c> for a translator that detects.</param>
/// <param name="To">BCP-47.</param>
public sealed record TranslationRequest(string Text, string From, string To)
{
    /// <summary>Terms of the text and what they are in the other language.</summary>
    public IReadOnlyList<GlossaryTerm> Glossary { get; init; } = [];

    /// <summary>Of a <see cref="Urgency.Partial"/> the next is already on its way.</summary>
    public Urgency Urgency { get; init; } = Urgency.Final;
}

/// <param name="Term">As it stands in the text, in any case.</param>
/// <param name="Translation">What it is in the other language.</param>
public sealed record GlossaryTerm(string Term, string Translation);

/// <param name="Text">Plain text.</param>
public sealed record Translation(string Text)
{
    /// <summary>Tokens that a language model read for it; 0 where nobody counts them.</summary>
    public long TokensIn { get; init; }

    /// <summary>Tokens that it wrote; 0 where nobody counts them.</summary>
    public long TokensOut { get; init; }
}
