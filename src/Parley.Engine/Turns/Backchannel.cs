using System.Globalization;
using System.Text;

namespace Parley.Engine.Turns;

/// <summary>What listeners say to show that they listen: it is no turn of theirs while somebody else speaks.</summary>
internal static class Backchannel
{
    private const int MostWords = 3;

    private static readonly HashSet<string> Spaced = new(StringComparer.OrdinalIgnoreCase)
    {
        "mm", "mmm", "mhm", "mmhm", "mmhmm", "mmmhmm", "hm", "hmm", "uhhuh", "uh", "um", "ah", "aha", "oh", "huh", "er",
        "yeah", "yep", "yup", "yes", "ya", "ok", "okay", "right", "sure", "indeed", "exactly", "isee", "gotit", "alright",
    };

    /// <summary>Longest first, so that a longer one is not taken for a shorter one and a rest.</summary>
    private static readonly string[] Unspaced =
    [
        "原來如此", "我知道", "知道了", "沒錯", "没错", "了解", "明白", "對啊", "对啊", "對呀", "對對", "是的", "是啊", "好的", "好啊",
        "嗯嗯", "嗯", "對", "对", "是", "好", "喔", "哦", "噢", "啊", "欸", "唉", "呃", "哇",
    ];

    /// <summary>Whether a text is nothing but such sounds; an empty one is not.</summary>
    public static bool Is(string text)
    {
        var words = Split(text);
        if (words.Count is 0 or > MostWords)
        {
            return words.Count > 0 && Spaced.Contains(string.Concat(words));
        }

        return Spaced.Contains(string.Concat(words)) || words.TrueForAll(word => Spaced.Contains(word) || IsUnspaced(word));
    }

    private static bool IsUnspaced(string word)
    {
        var rest = word.AsSpan();
        while (!rest.IsEmpty)
        {
            var taken = 0;
            foreach (var sound in Unspaced)
            {
                if (rest.StartsWith(sound, StringComparison.Ordinal))
                {
                    taken = sound.Length;
                    break;
                }
            }

            if (taken == 0)
            {
                return false;
            }

            rest = rest[taken..];
        }

        return true;
    }

    /// <summary>The words, without hyphens and what stands around them.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in text)
        {
            if (letter is '-' or '\'' or '’')
            {
                continue;
            }

            if (char.IsLetterOrDigit(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
            {
                word.Append(char.ToLowerInvariant(letter));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
