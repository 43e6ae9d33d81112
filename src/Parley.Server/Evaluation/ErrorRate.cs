namespace Parley.Server.Evaluation;

/// <summary>
/// Aligns a hypothesis with its reference by the least number of substitutions, deletions and insertions (Levenshtein).
/// One unit that is spelt like two to <see cref="LongestJoin"/> neighbouring units of the other side joined costs
/// nothing: "woodcutters" and "wood cutters" sound alike. Units with digits never join.
/// </summary>
public static class ErrorRate
{
    /// <summary>The most units that may stand for one.</summary>
    public const int LongestJoin = 4;

    /// <summary>Counts the errors; of the alignments with the least errors, one with the fewest substitutions.</summary>
    public static ErrorCounts Compare(IReadOnlyList<string> reference, IReadOnlyList<string> hypothesis)
    {
        // A row for each unit of the reference; a join reaches back over as many rows as it has units.
        var rows = new ErrorCounts[LongestJoin + 1][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new ErrorCounts[hypothesis.Count + 1];
        }

        for (var i = 0; i <= reference.Count; i++)
        {
            var row = rows[i % rows.Length];
            for (var j = 0; j <= hypothesis.Count; j++)
            {
                row[j] = i == 0 && j == 0 ? default : Best(rows, reference, hypothesis, i, j);
            }
        }

        return rows[reference.Count % rows.Length][hypothesis.Count] with { Reference = reference.Count };
    }

    private static ErrorCounts Best(
        ErrorCounts[][] rows, IReadOnlyList<string> reference, IReadOnlyList<string> hypothesis, int i, int j)
    {
        var best = new ErrorCounts(0, 0, int.MaxValue, 0, 0);
        if (i > 0 && j > 0)
        {
            var before = rows[(i - 1) % rows.Length][j - 1];
            var same = string.Equals(reference[i - 1], hypothesis[j - 1], StringComparison.Ordinal);
            best = same ? before : before with { Substitutions = before.Substitutions + 1 };
        }

        if (i > 0)
        {
            var before = rows[(i - 1) % rows.Length][j];
            best = Better(best, before with { Deletions = before.Deletions + 1 });
        }

        if (j > 0)
        {
            var before = rows[i % rows.Length][j - 1];
            best = Better(best, before with { Insertions = before.Insertions + 1 });
        }

        for (var span = 2; span <= LongestJoin; span++)
        {
            if (j > 0 && i >= span && Joins(reference, i - span, span, hypothesis[j - 1]))
            {
                var before = rows[(i - span) % rows.Length][j - 1];
                best = Better(best, before with { Joined = before.Joined + 1 });
            }

            if (i > 0 && j >= span && Joins(hypothesis, j - span, span, reference[i - 1]))
            {
                var before = rows[(i - 1) % rows.Length][j - span];
                best = Better(best, before with { Joined = before.Joined + 1 });
            }
        }

        return best;
    }

    private static ErrorCounts Better(in ErrorCounts left, in ErrorCounts right) =>
        right.Errors < left.Errors || (right.Errors == left.Errors && right.Substitutions < left.Substitutions) ? right : left;

    /// <summary>Whether the units from <paramref name="start"/> on, joined, spell <paramref name="word"/>.</summary>
    private static bool Joins(IReadOnlyList<string> units, int start, int span, string word)
    {
        var at = 0;
        for (var i = start; i < start + span; i++)
        {
            if (string.CompareOrdinal(word, at, units[i], 0, units[i].Length) != 0)
            {
                return false;
            }

            at += units[i].Length;
        }

        return at == word.Length && !word.Any(char.IsDigit);
    }
}
