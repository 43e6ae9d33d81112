using System.Text;

namespace Parley.Engine.Transcription;

/// <summary>Scripts that put no spaces between words: Chinese, Japanese, and their punctuation.</summary>
public static class UnspacedScripts
{
    public static bool Contains(Rune rune) => rune.Value is
        (>= 0x2E80 and <= 0x9FFF) // radicals, punctuation, kana, bopomofo, ideographs
        or (>= 0xF900 and <= 0xFAFF) // compatibility ideographs
        or (>= 0xFE30 and <= 0xFE4F) // compatibility forms
        or (>= 0xFF00 and <= 0xFFEF) // full and half width forms
        or (>= 0x20000 and <= 0x3FFFF); // ideographs of the supplementary planes

    /// <summary>What belongs between two texts that follow each other: a space, except inside such a script.</summary>
    public static string Separator(string before, string after)
    {
        if (before.Length == 0 || after.Length == 0)
        {
            return "";
        }

        Rune.DecodeLastFromUtf16(before, out var last, out _);
        Rune.DecodeFromUtf16(after, out var first, out _);
        return Contains(last) && Contains(first) ? "" : " ";
    }
}
