using System.Text;

namespace Parley.Engine.Transcription.Subtitles;

/// <summary>
/// Text of any length → cues of at most two lines of 42 characters (20 of a wide script). Cues end with a sentence, else
/// with a clause, else between words; the time is shared out by the length of the text. Pure.
/// </summary>
public static class SubtitleLayout
{
    private const int CueWidth = 2 * SubtitlePieces.LineWidth;

    /// <param name="text">What was said from <paramref name="start"/> to <paramref name="end"/>.</param>
    public static IReadOnlyList<Cue> Cues(string text, TimeSpan start, TimeSpan end)
    {
        var pieces = SubtitlePieces.Of(text);
        var cues = new List<Cue>();
        var total = Math.Max(1, Width(pieces, 0, pieces.Count));
        for (var from = 0; from < pieces.Count;)
        {
            var to = CueEnd(pieces, from);
            cues.Add(new Cue(
                At(Width(pieces, 0, from)), At(to == pieces.Count ? total : Width(pieces, 0, to)), Lines(pieces, from, to)));
            from = to;
        }

        return cues;

        TimeSpan At(int width) =>
            start + TimeSpan.FromMilliseconds(Math.Round((end - start).TotalMilliseconds * width / total));
    }

    /// <summary>The best place to end the cue that starts at <paramref name="from"/>.</summary>
    private static int CueEnd(List<Piece> pieces, int from)
    {
        var rest = Width(pieces, from, pieces.Count);
        var best = from + 1;
        var bestScore = double.MinValue;
        for (var to = from + 1; to <= pieces.Count && LineBreak(pieces, from, to) is not null; to++)
        {
            if (to == pieces.Count)
            {
                return to;
            }

            var width = Width(pieces, from, to);
            var bonus = pieces[to - 1].Ends switch { PieceEnd.Sentence => 0.6, PieceEnd.Clause => 0.3, _ => 0 };

            // A last cue of a word or two flashes by.
            var orphan = rest - width < CueWidth / 5 ? 0.5 : 0;
            var score = ((double)width / CueWidth) + bonus - orphan;
            if (score >= bestScore)
            {
                (best, bestScore) = (to, score);
            }
        }

        return best;
    }

    private static List<string> Lines(List<Piece> pieces, int from, int to)
    {
        var split = LineBreak(pieces, from, to) ?? to;
        return split == to ? [Text(pieces, from, to)] : [Text(pieces, from, split), Text(pieces, split, to)];
    }

    /// <summary>Where the second line starts (<paramref name="to"/>: there is none); null when it takes more than two.</summary>
    private static int? LineBreak(List<Piece> pieces, int from, int to)
    {
        if (Width(pieces, from, to) <= SubtitlePieces.LineWidth)
        {
            return to;
        }

        int? best = null;
        var bestScore = int.MinValue;
        for (var split = from + 1; split < to; split++)
        {
            var first = Width(pieces, from, split);
            var second = Width(pieces, split, to);
            if (first > SubtitlePieces.LineWidth || second > SubtitlePieces.LineWidth)
            {
                continue;
            }

            var bonus = pieces[split - 1].Ends == PieceEnd.Word ? 0 : SubtitlePieces.LineWidth / 4;
            var score = bonus - Math.Abs(first - second);
            if (score > bestScore)
            {
                (best, bestScore) = (split, score);
            }
        }

        return best;
    }

    private static int Width(List<Piece> pieces, int from, int to)
    {
        var width = 0;
        for (var i = from; i < to; i++)
        {
            width += pieces[i].Width + (i > from && pieces[i].SpaceBefore ? SubtitlePieces.Narrow : 0);
        }

        return width;
    }

    private static string Text(List<Piece> pieces, int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            text.Append(i > from && pieces[i].SpaceBefore ? " " : "").Append(pieces[i].Text);
        }

        return text.ToString();
    }
}
