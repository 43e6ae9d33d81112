using System.Globalization;
using Parley.Events;

namespace Parley.Engine.Stages;

/// <summary>Cuts text into the units that captions grow by: words, and single characters of scripts without spaces.</summary>
internal static class Words
{
    /// <summary>The units in order; each but the first of the text carries the space before it, so that joining them gives the text.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i == text.Length || StartsUnit(text, i))
            {
                words.Add(text[start..i]);
                start = i;
            }
        }

        return words;
    }

    /// <summary>
    /// How many units of <paramref name="text"/> correspond to all of <paramref name="prefix"/>: the length whose edit
    /// distance to the prefix is least, the longest of equals. Case and punctuation do not count.
    /// </summary>
    public static int Align(List<string> prefix, List<string> text)
    {
        var distances = Distances(prefix, text);
        return Array.LastIndexOf(distances, distances.Min());
    }

    /// <summary>How many words differ between two texts. Case and punctuation do not count.</summary>
    public static int Distance(string one, string other) => Distances(Split(one), Split(other))[^1];

    /// <summary>The edit distances of all of <paramref name="prefix"/> to each beginning of <paramref name="text"/>.</summary>
    private static int[] Distances(List<string> prefix, List<string> text)
    {
        var left = prefix.ConvertAll(Bare);
        var right = text.ConvertAll(Bare);
        var previous = Enumerable.Range(0, right.Count + 1).ToArray();
        foreach (var (row, word) in left.Index())
        {
            var current = new int[previous.Length];
            current[0] = row + 1;
            for (var j = 1; j < current.Length; j++)
            {
                var same = string.Equals(word, right[j - 1], StringComparison.Ordinal) ? 0 : 1;
                current[j] = Math.Min(previous[j - 1] + same, 1 + Math.Min(previous[j], current[j - 1]));
            }

            previous = current;
        }

        return previous;
    }

    /// <summary>
    /// Whether four words in a row stand in the text twice: what people seldom say, and what recognisers say when they
    /// have lost their way.
    /// </summary>
    public static bool Loop(string text)
    {
        const int Run = 4;
        var words = Split(text).ConvertAll(Bare);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Enumerable.Range(0, Math.Max(0, words.Count - Run + 1))
            .Any(at => !seen.Add(string.Join(' ', words.GetRange(at, Run))));
    }

    /// <summary>Whether the text ends a sentence.</summary>
    public static bool EndSentence(string text) => text.TrimEnd() is [.., '.' or '!' or '?' or '。' or '！' or '？'];

    /// <summary>The text without the punctuation at its end.</summary>
    public static string WithoutEnd(string text) => text.TrimEnd(' ', '.', ',', ';', ':', '!', '?', '…', '。', '，', '、', '；', '：', '！', '？');

    /// <summary>A word without case and punctuation.</summary>
    public static string Bare(string word) => string.Concat(word.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static bool StartsUnit(string text, int at) =>
        (char.IsWhiteSpace(text[at]) && !char.IsWhiteSpace(text[at - 1]))
        || (!char.IsWhiteSpace(text[at - 1]) && (IsIdeograph(text[at]) || (IsIdeograph(text[at - 1]) && char.IsLetterOrDigit(text[at]))));

    internal static bool IsIdeograph(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter && c >= 0x0E00;

    /// <summary>The same words so many seconds later, to the millisecond; none before the time begins.</summary>
    public static IReadOnlyList<TimedWord> Later(this IReadOnlyList<TimedWord> words, double seconds) =>
    [
        .. words.Select(word => word with { Start = Moved(word.Start, seconds), End = Moved(word.End, seconds) }),
    ];

    private static double Moved(double time, double seconds) => Math.Round(Math.Max(0, time + seconds), 3);
}
