using System.Text;

namespace Parley.Server.Evaluation.Normalisation;

/// <summary>
/// One spelling for characters that are written in several ways: width, typographic quotes, dashes and ligatures,
/// composed accents, case. The program runs without culture data, in which Unicode's own compatibility forms are not
/// available; these are the ones that occur in transcripts.
/// </summary>
internal static class CharacterFolding
{
    private static readonly Dictionary<char, string> Replaced = new()
    {
        ['\u2018'] = "'", ['\u2019'] = "'", ['\u201B'] = "'", ['\u02BC'] = "'", ['\u2032'] = "'", ['`'] = "'",
        ['\uFB00'] = "ff", ['\uFB01'] = "fi", ['\uFB02'] = "fl", ['\uFB03'] = "ffi", ['\uFB04'] = "ffl",
        ['\u017F'] = "s", ['\u2026'] = " ", ['\u3000'] = " ", ['\u00A0'] = " ",
        // Marks that no one hears: soft hyphen, zero-width spaces and joiners, byte order mark.
        ['\u00AD'] = "", ['\u200B'] = "", ['\u200C'] = "", ['\u200D'] = "", ['\u2060'] = "", ['\uFEFF'] = "",
    };

    /// <summary>A combining accent, the letters that carry it, and what they become.</summary>
    private static readonly Dictionary<char, (string Letters, string Composed)> Accents = new()
    {
        ['\u0300'] = ("aeinouwy", "àèìǹòùẁỳ"),
        ['\u0301'] = ("aceilnorsuyz", "áćéíĺńóŕśúýź"),
        ['\u0302'] = ("aceghijosuwy", "âĉêĝĥîĵôŝûŵŷ"),
        ['\u0303'] = ("aeinouy", "ãẽĩñõũỹ"),
        ['\u0304'] = ("aeiou", "āēīōū"),
        ['\u0308'] = ("aeiouwy", "äëïöüẅÿ"),
        ['\u030A'] = ("auy", "åůẙ"),
        ['\u030C'] = ("acdeghijklnorstuz", "ǎčďěǧȟǐǰǩľňǒřšťǔž"),
        ['\u0327'] = ("cegklnrst", "çȩģķļņŗşţ"),
        ['\u0328'] = ("aeiou", "ąęįǫų"),
    };

    /// <summary>The text in lower case with every character in its one spelling.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (Accents.TryGetValue(c, out var accent))
            {
                Compose(folded, accent);
            }
            else if (Replaced.TryGetValue(c, out var other))
            {
                folded.Append(other);
            }
            else
            {
                folded.Append(char.ToLowerInvariant(c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c));
            }
        }

        return folded.ToString();
    }

    private static void Compose(StringBuilder folded, (string Letters, string Composed) accent)
    {
        var at = folded.Length > 0 ? accent.Letters.IndexOf(folded[^1], StringComparison.Ordinal) : -1;
        if (at >= 0)
        {
            folded[^1] = accent.Composed[at];
        }
    }
}
