using System.Text.RegularExpressions;
using Parley.Server.Evaluation.Normalisation;

namespace Parley.Server.Evaluation;

/// <summary>
/// Brings reference and hypothesis into the one form in which they are compared; <c>docs/evaluation.md</c> lists the
/// rules. Each rule joins spellings of the same words and no two different words.
/// 1. fold characters and case, 2. English: numerals to words, symbols, initialisms, 3. cut into units, 4. English:
/// contractions, spellings, spoken numbers.
/// </summary>
public static partial class TextNormaliser
{
    private static readonly HashSet<string> Unspaced = new(StringComparer.OrdinalIgnoreCase)
    {
        "zh", "cmn", "yue", "nan", "wuu", "hak", "ja", "th", "lo", "km", "my",
    };

    /// <summary>Whether text in this language is counted in characters and not in words.</summary>
    /// <param name="language">BCP-47.</param>
    public static bool CountsCharacters(string language) => Unspaced.Contains(Primary(language));

    /// <summary>The units in which the text is compared: words, and characters of scripts without spaces.</summary>
    /// <param name="language">BCP-47; English has rules of its own.</param>
    public static IReadOnlyList<string> Normalise(string text, string language)
    {
        var folded = CharacterFolding.Fold(text);
        return string.Equals(Primary(language), "en", StringComparison.OrdinalIgnoreCase)
            ? English(folded)
            : Tokens.Split(folded).ConvertAll(token => token.Replace("'", "", StringComparison.Ordinal));
    }

    private static List<string> English(string folded)
    {
        var text = Initialism().Replace(folded, match => match.Value.Replace(".", "", StringComparison.Ordinal));
        text = Numerals.Spell(text)
            .Replace("%", " percent ", StringComparison.Ordinal)
            .Replace("&", " and ", StringComparison.Ordinal);
        var words = Tokens.Split(text).SelectMany(Contractions.Expand).Select(Spellings.Unify);
        return SpokenNumbers.Canonical([.. words]);
    }

    private static string Primary(string language) => language.Split('-', '_')[0];

    /// <summary>Single letters with a full stop after each: "u.s.a.", "p.m.".</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}'.])(?:\p{L}\.){2,}(?:\p{L}\b)?", RegexOptions.None, 30_000)]
    private static partial Regex Initialism();
}
