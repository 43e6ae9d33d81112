using System.Globalization;
using System.Text;

namespace Parley.Engine.Transcription.Subtitles;

/// <summary>A stretch of text inside which no line is broken.</summary>
/// <param name="Text">Without the spaces around it.</param>
/// <param name="SpaceBefore">Whether a space stands between it and the piece before.</param>
/// <param name="Width">Of the text, in units of <see cref="SubtitlePieces"/>.</param>
/// <param name="Ends">What ends with it.</param>
internal readonly record struct Piece(string Text, bool SpaceBefore, int Width, PieceEnd Ends);

internal enum PieceEnd
{
    Word,
    Clause,
    Sentence,
}

/// <summary>
/// Cuts text into pieces: words, and single characters of scripts that have no spaces. Closing punctuation stays with
/// what it closes, opening punctuation with what it opens. A word longer than a line is cut between its characters.
/// </summary>
internal static class SubtitlePieces
{
    /// <summary>A line holds 42 narrow or 20 wide characters.</summary>
    public const int LineWidth = 840;

    public const int Narrow = LineWidth / 42;

    private const int Wide = LineWidth / 20;
    private const string SentenceEnds = ".!?…。！？";
    private const string ClauseEnds = ",;:、，；：—";
    private const string Closers = "\"'”’)]»」』）】》〉";
    private const string Openers = "「『（【《〈“‘([";

    public static List<Piece> Of(string text)
    {
        var pieces = new List<Piece>();
        var current = new StringBuilder();
        var width = 0;
        var spaceBefore = false;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (string.IsNullOrWhiteSpace(element))
            {
                Close();
                spaceBefore = true;
                continue;
            }

            var wide = WidthOf(element);
            if (current.Length > 0 && (width + wide > LineWidth || MayBreak(current, element)))
            {
                Close();
            }

            current.Append(element);
            width += wide;
        }

        Close();
        return pieces;

        void Close()
        {
            if (current.Length > 0)
            {
                var piece = current.ToString();
                pieces.Add(new Piece(piece, spaceBefore && pieces.Count > 0, width, EndOf(piece)));
                current.Clear();
                (width, spaceBefore) = (0, false);
            }
        }
    }

    private static int WidthOf(string element) =>
        Rune.DecodeFromUtf16(element, out var rune, out _) == System.Buffers.OperationStatus.Done && UnspacedScripts.Contains(rune)
            ? Wide
            : Narrow;

    private static bool MayBreak(StringBuilder before, string after)
    {
        var last = before[^1];
        if (Openers.Contains(last, StringComparison.Ordinal) || IsTrailing(after[0]))
        {
            return false;
        }

        Rune.DecodeLastFromUtf16(before.ToString(), out var left, out _);
        Rune.DecodeFromUtf16(after, out var right, out _);
        return UnspacedScripts.Contains(left) || UnspacedScripts.Contains(right);
    }

    private static bool IsTrailing(char c) =>
        SentenceEnds.Contains(c, StringComparison.Ordinal)
        || ClauseEnds.Contains(c, StringComparison.Ordinal)
        || Closers.Contains(c, StringComparison.Ordinal);

    private static PieceEnd EndOf(string piece)
    {
        var bare = piece.AsSpan().TrimEnd(Closers);
        if (bare.IsEmpty)
        {
            return PieceEnd.Word;
        }

        return SentenceEnds.Contains(bare[^1], StringComparison.Ordinal) ? PieceEnd.Sentence
            : ClauseEnds.Contains(bare[^1], StringComparison.Ordinal) ? PieceEnd.Clause
            : PieceEnd.Word;
    }
}
