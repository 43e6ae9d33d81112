using System.Text;
using Parley.Server.Evaluation.Normalisation;

namespace Parley.Server.Evaluation.Live;

/// <summary>
/// Measures how calm captions are. A word is shown when it appears in a partial and was not there before; it is changed
/// when it is not there any more in the next partial or in the final. "There" is decided by the longest common
/// subsequence of the words before and after, so that a word which only moves along is not changed.
/// A word that is changed and comes back counts again.
/// </summary>
/// <param name="Shown">Words that partials showed.</param>
/// <param name="Changed">Of them, those that a later partial or the final took away or replaced.</param>
public readonly record struct ShownWords(int Shown, int Changed)
{
    /// <summary>Changed of shown, 0 to 1; null when nothing was shown.</summary>
    public double? Share => Shown == 0 ? null : (double)Changed / Shown;

    public static ShownWords operator +(ShownWords left, ShownWords right) => Add(left, right);

    public static ShownWords Add(ShownWords left, ShownWords right) =>
        new(left.Shown + right.Shown, left.Changed + right.Changed);

    /// <summary>Follows one utterance through its partials to its final (empty when there was none).</summary>
    /// <param name="exact">Whether case and punctuation count as well.</param>
    public static ShownWords Of(IReadOnlyList<string> partials, string final, bool exact)
    {
        var (shown, changed) = (0, 0);
        List<string> before = [];
        foreach (var partial in partials)
        {
            var words = Cut(partial, exact);
            var kept = Common(before, words);
            shown += words.Count - kept;
            changed += before.Count - kept;
            before = words;
        }

        return new ShownWords(shown, changed + before.Count - Common(before, Cut(final, exact)));
    }

    private static List<string> Cut(string text, bool exact) =>
        exact ? Tokens.Split(text, rune => !Rune.IsWhiteSpace(rune)) : Tokens.Split(CharacterFolding.Fold(text));

    /// <summary>Length of the longest common subsequence.</summary>
    private static int Common(List<string> left, List<string> right)
    {
        var previous = new int[right.Count + 1];
        foreach (var word in left)
        {
            var current = new int[right.Count + 1];
            for (var j = 1; j < current.Length; j++)
            {
                current[j] = string.Equals(word, right[j - 1], StringComparison.Ordinal)
                    ? previous[j - 1] + 1
                    : Math.Max(previous[j], current[j - 1]);
            }

            previous = current;
        }

        return previous[^1];
    }
}
