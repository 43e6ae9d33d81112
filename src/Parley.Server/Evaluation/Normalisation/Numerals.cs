using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Server.Evaluation.Normalisation;

/// <summary>Replaces numbers written in digits by English words: cardinals, ordinals, decades, decimals, times, money.</summary>
internal static partial class Numerals
{
    private static readonly Dictionary<string, (string One, string Many, string Cent)> Currencies = new(StringComparer.Ordinal)
    {
        ["$"] = ("dollar", "dollars", "cent"), ["€"] = ("euro", "euros", "cent"), ["£"] = ("pound", "pounds", "penny"),
    };

    /// <summary>Takes folded, lower-case text.</summary>
    public static string Spell(string text)
    {
        text = Money().Replace(text, SpellMoney);
        text = Time().Replace(text, SpellTime);
        text = Ordinal().Replace(text, match => Words(match.Groups["n"].Value, NumberWords.Ordinal));
        text = Plural().Replace(text, match => Words(match.Groups["n"].Value, NumberWords.Plural));
        text = Number().Replace(text, match => SpellNumber(match.Groups["n"].Value, match.Groups["f"].Value));
        return text;
    }

    private static string SpellMoney(Match match)
    {
        var (one, many, cent) = Currencies[match.Groups["c"].Value];
        var (whole, fraction, scale) = (match.Groups["n"].Value, match.Groups["f"].Value, match.Groups["scale"].Value);
        if (scale.Length > 0 || fraction.Length is not (0 or 2))
        {
            return $"{SpellNumber(whole, fraction)} {scale} {many} ";
        }

        var units = string.Equals(whole, "1", StringComparison.Ordinal) ? one : many;
        var dollars = $"{SpellNumber(whole, "")} {units} ";
        if (fraction.Length == 0 || string.Equals(fraction, "00", StringComparison.Ordinal))
        {
            return dollars;
        }

        var cents = long.Parse(fraction, CultureInfo.InvariantCulture);
        var small = cents == 1 ? cent : string.Equals(cent, "penny", StringComparison.Ordinal) ? "pence" : cent + "s";
        var spelt = $"{string.Join(' ', NumberWords.Cardinal(cents))} {small} ";
        return string.Equals(whole, "0", StringComparison.Ordinal) ? $" {spelt}" : $"{dollars}and {spelt}";
    }

    private static string SpellTime(Match match)
    {
        var hour = NumberWords.Cardinal(long.Parse(match.Groups["h"].Value, CultureInfo.InvariantCulture));
        var minute = long.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture);
        var rest = minute == 0 ? [] : NumberWords.Cardinal(minute);
        return $" {string.Join(' ', hour)}{(minute is > 0 and < 10 ? " oh" : "")} {string.Join(' ', rest)} ";
    }

    private static string SpellNumber(string whole, string fraction) => fraction.Length == 0
        ? Words(whole, NumberWords.Cardinal)
        : $"{Words(whole, NumberWords.Cardinal)}point {Digits(fraction)} ";

    private static string Words(string digits, Func<long, List<string>> read)
    {
        var plain = digits.Replace(",", "", StringComparison.Ordinal);
        var whole = (plain.Length == 1 || plain[0] != '0')
            && long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value <= NumberWords.Largest;
        return whole
            ? $" {string.Join(' ', read(long.Parse(plain, CultureInfo.InvariantCulture)))} "
            : $" {Digits(plain)} ";
    }

    private static string Digits(string digits) => string.Join(' ', digits.Select(digit => NumberWords.Ones[digit - '0']));

    private const string Whole = @"(?<n>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)";

    [GeneratedRegex(@"(?<c>[$€£])\s?" + Whole + @"(?:\.(?<f>[0-9]+))?(?:\s(?<scale>hundred|thousand|million|billion|trillion)\b)?", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Money();

    [GeneratedRegex(@"(?<![0-9:.])(?<h>[0-9]{1,2}):(?<m>[0-5][0-9])(?![0-9:])", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Time();

    [GeneratedRegex(Whole + @"(?:st|nd|rd|th)\b", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Ordinal();

    [GeneratedRegex(Whole + @"'?s\b", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Plural();

    [GeneratedRegex(Whole + @"(?:\.(?<f>[0-9]+))?", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Number();
}
