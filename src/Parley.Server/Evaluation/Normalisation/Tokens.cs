using System.Globalization;
using System.Text;

namespace Parley.Server.Evaluation.Normalisation;

/// <summary>
/// Cuts folded text into units: words of letters, marks, digits and inner apostrophes, and single characters of the
/// scripts that are written without spaces. Everything else only separates.
/// </summary>
internal static class Tokens
{
    public static List<string> Split(string text) => Split(text, IsWordPart);

    /// <param name="isWordPart">What makes up words; everything else separates.</param>
    public static List<string> Split(string text, Func<Rune, bool> isWordPart)
    {
        var tokens = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUnspaced(rune))
            {
                Close(word, tokens);
                tokens.Add(rune.ToString());
            }
            else if (isWordPart(rune))
            {
                word.Append(rune.ToString());
            }
            else
            {
                Close(word, tokens);
            }
        }

        Close(word, tokens);
        return tokens;
    }

    /// <summary>Han, kana, bopomofo, Thai, Lao, Khmer and Burmese letters.</summary>
    private static bool IsUnspaced(Rune rune) =>
        rune.Value is (>= 0x0E01 and <= 0x0EDF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
            or (>= 0x3005 and <= 0x3007) or (>= 0x3041 and <= 0x312F) or (>= 0x3400 and <= 0x9FFF)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    private static void Close(StringBuilder word, List<string> tokens)
    {
        var token = word.ToString().Trim('\'');
        word.Clear();
        if (token.Length > 0)
        {
            tokens.Add(token);
        }
    }

    private static bool IsWordPart(Rune rune) =>
        rune.Value == '\'' || Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
