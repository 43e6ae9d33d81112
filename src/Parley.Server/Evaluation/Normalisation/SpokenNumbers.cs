namespace Parley.Server.Evaluation.Normalisation;

/// <summary>
/// Brings numbers said with "hundred", "thousand" … into the one reading of <see cref="NumberWords"/>, so that
/// "one thousand four hundred and fifty-five" and 1455 are the same. Numbers without such a word stay as they were said.
/// </summary>
internal static class SpokenNumbers
{
    private static readonly Dictionary<string, int> Ones = Index(NumberWords.Ones, 1);
    private static readonly Dictionary<string, int> Tens = Index(NumberWords.Tens, 2);
    private static readonly Dictionary<string, int> OrdinalOnes = Index([.. NumberWords.Ones.Select(NumberWords.OrdinalOf)], 1);
    private static readonly Dictionary<string, int> OrdinalTens = Index([.. NumberWords.Tens.Select(Ordinal)], 2);
    private static readonly Dictionary<string, long> Scales =
        NumberWords.Scales.ToDictionary(scale => scale.Name, scale => scale.Value, StringComparer.Ordinal);

    public static List<string> Canonical(List<string> words)
    {
        var result = new List<string>(words.Count);
        for (var at = 0; at < words.Count;)
        {
            var number = Parse(words, at);
            if (number.Scaled)
            {
                result.AddRange(number.IsOrdinal ? NumberWords.Ordinal(number.Value) : NumberWords.Cardinal(number.Value));
                at = number.Next;
            }
            else
            {
                result.Add(words[at++]);
            }
        }

        return result;
    }

    /// <summary>The longest number that starts here: groups of hundreds, each with a smaller scale than the one before.</summary>
    private static Spoken Parse(List<string> words, int start)
    {
        var sum = new Spoken(0, start, false, false);
        var least = long.MaxValue;
        while (!sum.IsOrdinal)
        {
            var from = sum.Scaled && At(words, sum.Next, "and") ? sum.Next + 1 : sum.Next;
            var group = Hundreds(words, from);
            var scale = group.IsOrdinal ? 1 : ScaleAt(words, group.Next);
            if (group.Next == from || scale >= least || group.Value >= (scale > 1 ? 1_000 : least))
            {
                break;
            }

            sum = new Spoken(
                sum.Value + (group.Value * scale), group.Next + (scale > 1 ? 1 : 0), sum.Scaled || group.Scaled || scale > 1, group.IsOrdinal);
            if (scale == 1)
            {
                break;
            }

            least = scale;
        }

        return sum;
    }

    /// <summary>"twenty five hundred", "a hundred and five", "ninety nine"; nothing is taken when there is no number.</summary>
    private static Spoken Hundreds(List<string> words, int start)
    {
        var count = Below100(words, start);
        if (count.Next == start && At(words, start, "a") && (At(words, start + 1, "hundred") || ScaleAt(words, start + 1) > 1))
        {
            count = new Spoken(1, start + 1, false, false);
        }

        if (count.Next == start || count.IsOrdinal || !At(words, count.Next, "hundred"))
        {
            return count;
        }

        var hundreds = new Spoken(count.Value * 100, count.Next + 1, true, false);
        var from = At(words, hundreds.Next, "and") ? hundreds.Next + 1 : hundreds.Next;
        var rest = Below100(words, from);
        return rest.Next == from || At(words, rest.Next, "hundred")
            ? hundreds
            : new Spoken(hundreds.Value + rest.Value, rest.Next, true, rest.IsOrdinal);
    }

    private static Spoken Below100(List<string> words, int at)
    {
        if (at >= words.Count)
        {
            return new Spoken(0, at, false, false);
        }

        if (Tens.TryGetValue(words[at], out var tens))
        {
            var unit = at + 1 < words.Count ? words[at + 1] : "";
            return Ones.TryGetValue(unit, out var one) && one < 10 ? new Spoken((tens * 10) + one, at + 2, false, false)
                : OrdinalOnes.TryGetValue(unit, out var nth) && nth < 10 ? new Spoken((tens * 10) + nth, at + 2, false, true)
                : new Spoken(tens * 10, at + 1, false, false);
        }

        return Ones.TryGetValue(words[at], out var small) ? new Spoken(small, at + 1, false, false)
            : OrdinalOnes.TryGetValue(words[at], out var ordinal) ? new Spoken(ordinal, at + 1, false, true)
            : OrdinalTens.TryGetValue(words[at], out var tenth) ? new Spoken(tenth * 10, at + 1, false, true)
            : new Spoken(0, at, false, false);
    }

    private static bool At(List<string> words, int at, string word) =>
        at < words.Count && string.Equals(words[at], word, StringComparison.Ordinal);

    private static long ScaleAt(List<string> words, int at) =>
        at < words.Count && Scales.TryGetValue(words[at], out var scale) ? scale : 1;

    private static Dictionary<string, int> Index(string[] words, int from) =>
        words.Index().Skip(from).ToDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal);

    private static string Ordinal(string cardinal) => cardinal.Length == 0 ? "" : NumberWords.OrdinalOf(cardinal);

    /// <param name="Next">One past the last word of the number; its first word when there is no number.</param>
    /// <param name="Scaled">Whether it holds "hundred", "thousand" …</param>
    private readonly record struct Spoken(long Value, int Next, bool Scaled, bool IsOrdinal);
}
