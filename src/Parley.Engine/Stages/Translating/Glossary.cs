using System.Text;
using Parley.Providers;

namespace Parley.Engine.Stages.Translating;

/// <summary>
/// For translators that know no glossary: takes the terms out of a text, each for a word that no language has and every
/// translator leaves as it is, and puts their translations in the place of those words. Pure.
/// </summary>
internal static class Glossary
{
    private const string Stem = "QZX";
    private const int MostTerms = 26;

    /// <summary>The text without its terms, and what belongs in their places.</summary>
    public static (string Text, IReadOnlyList<string> Translations) Hide(string text, IReadOnlyList<GlossaryTerm> terms)
    {
        if (terms.Count == 0 || text.Contains(Stem, StringComparison.OrdinalIgnoreCase))
        {
            return (text, []);
        }

        var longestFirst = terms.OrderByDescending(term => term.Term.Length).ToList();
        var hidden = new StringBuilder(text.Length);
        var translations = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            if (translations.Count < MostTerms && longestFirst.Find(term => StandsAt(text, at, term.Term)) is { } found)
            {
                hidden.Append(Stem).Append((char)('A' + translations.Count));
                translations.Add(found.Translation);
                at += found.Term.Length;
            }
            else
            {
                hidden.Append(text[at++]);
            }
        }

        return (hidden.ToString(), translations);
    }

    /// <summary>The translation with its terms; null: the translator lost one.</summary>
    public static string? Restore(string text, IReadOnlyList<string> translations)
    {
        for (var i = 0; i < translations.Count; i++)
        {
            var word = Stem + (char)('A' + i);
            if (!text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            text = text.Replace(word, translations[i], StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    private static bool StandsAt(string text, int at, string term) =>
        string.Compare(text, at, term, 0, term.Length, StringComparison.OrdinalIgnoreCase) == 0
        && at + term.Length <= text.Length
        && !InsideWord(text, at)
        && !InsideWord(text, at + term.Length);

    /// <summary>Whether a word goes on over this place; scripts without spaces have none.</summary>
    private static bool InsideWord(string text, int at) =>
        at > 0 && at < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at])
        && !Words.IsIdeograph(text[at - 1]) && !Words.IsIdeograph(text[at]);
}
