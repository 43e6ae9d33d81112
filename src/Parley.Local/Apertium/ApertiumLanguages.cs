using Parley.Providers;

namespace Parley.Local.Apertium;

/// <summary>The languages of Debian's pairs, by the codes that Apertium's modes are named with.</summary>
public static class ApertiumLanguages
{
    private static readonly Dictionary<string, string> Codes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["af"] = "afr", ["an"] = "arg", ["ast"] = "ast", ["be"] = "bel", ["bg"] = "bul", ["br"] = "br", ["ca"] = "cat", ["da"] = "dan",
        ["en"] = "eng", ["eo"] = "eo", ["es"] = "spa", ["eu"] = "eu", ["fr"] = "fra", ["gl"] = "gl", ["hi"] = "hin", ["id"] = "ind",
        ["is"] = "isl", ["it"] = "ita", ["mk"] = "mkd", ["ms"] = "zlm", ["nb"] = "nob", ["nl"] = "nld", ["nn"] = "nno", ["oc"] = "oci",
        ["pl"] = "pol", ["pt"] = "por", ["ro"] = "ro", ["ru"] = "rus", ["sc"] = "srd", ["sl"] = "slv", ["sv"] = "swe", ["szl"] = "szl",
        ["uk"] = "ukr", ["ur"] = "urd",
    };

    /// <summary>Reads <c>en-es</c>; null: it is no pair of languages that Apertium has.</summary>
    public static LanguagePair? Parse(string pair) =>
        pair.Split('-') is [var from, var to] && Codes.ContainsKey(from) && Codes.ContainsKey(to) && !Codes.Comparer.Equals(from, to)
            ? new LanguagePair(from.ToLowerInvariant(), to.ToLowerInvariant())
            : null;

    /// <summary>The file of the pair's mode; some old pairs are named with two letters. Null: it is not installed.</summary>
    public static string? Mode(string folder, LanguagePair pair) =>
        new[] { $"{Code(pair.From)}-{Code(pair.To)}", $"{Primary(pair.From)}-{Primary(pair.To)}" }
            .Select(name => Path.Combine(folder, name + ".mode"))
            .FirstOrDefault(File.Exists);

    /// <summary>What Debian's package of a pair is called, most likely; both directions are in one.</summary>
    public static string Package(LanguagePair pair)
    {
        string[] codes = [Code(pair.From), Code(pair.To)];
        Array.Sort(codes, StringComparer.Ordinal);
        return $"apertium-{codes[0]}-{codes[1]}";
    }

    private static string Code(string language) => Codes.GetValueOrDefault(Primary(language), Primary(language));

    private static string Primary(string language) => language.Split('-')[0].ToLowerInvariant();
}
