using System.Globalization;

namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// What of a reply is spoken where in its audio. Within a sentence words are taken to last as long as they are to say:
/// by their letters, digits and ideographs; no synthesiser tells more.
/// </summary>
internal sealed class SpokenReply(int rate)
{
    /// <summary>What a letter lasts, until the voice has spoken a sentence and it is known.</summary>
    private const double LetterSeconds = 0.06;

    private readonly List<Piece> _pieces = [];

    /// <summary>The next sentence begins.</summary>
    public void Begin(string sentence) => _pieces.Add(new Piece(sentence, Words(sentence).Sum(word => word.Weight)));

    /// <summary>So many more samples of the sentence that began last.</summary>
    public void Add(int samples) => _pieces[^1].Samples += samples;

    /// <summary>That was all of it.</summary>
    public void End() => _pieces[^1].Whole = true;

    /// <summary>The same, as it is now.</summary>
    public SpokenReply Copy()
    {
        var copy = new SpokenReply(rate);
        copy._pieces.AddRange(_pieces.Select(piece => piece with { }));
        return copy;
    }

    /// <summary>The text that was heard when so many samples were played: words that were half said count.</summary>
    public string UpTo(long position)
    {
        var heard = new List<string>();
        foreach (var piece in _pieces)
        {
            var samples = piece.Whole ? piece.Samples : Math.Max(piece.Samples, (long)(piece.Weight * Letter()));
            if (position < samples)
            {
                heard.Add(Part(piece, (double)position / samples));
                break;
            }

            heard.Add(piece.Sentence);
            position -= piece.Samples;
        }

        return string.Concat(heard).Trim();
    }

    /// <summary>Samples of a letter.</summary>
    private double Letter()
    {
        var whole = _pieces.Where(piece => piece is { Whole: true, Samples: > 0 }).ToList();
        return whole.Count > 0 ? whole.Sum(piece => piece.Samples) / whole.Sum(piece => piece.Weight) : LetterSeconds * rate;
    }

    private static string Part(Piece piece, double share)
    {
        var left = share * piece.Weight;
        var end = 0;
        foreach (var (to, weight) in Words(piece.Sentence))
        {
            if (left < weight / 2)
            {
                break;
            }

            left -= weight;
            end = to;
        }

        return piece.Sentence[..end];
    }

    /// <summary>One past each word, and how long it takes to say, in letters. An ideograph is a word.</summary>
    private static List<(int To, double Weight)> Words(string sentence)
    {
        var words = new List<(int To, double Weight)>();
        var weight = 0d;
        for (var i = 0; i < sentence.Length; i++)
        {
            if (IsIdeograph(sentence[i]))
            {
                Close(i);
                weight = 3;
                Close(i + 1);
            }
            else if (char.IsWhiteSpace(sentence[i]))
            {
                Close(i);
            }
            else
            {
                weight += Weight(sentence[i]);
            }
        }

        Close(sentence.Length);
        return words;

        void Close(int at)
        {
            if (weight > 0)
            {
                words.Add((at, weight + 1));
                weight = 0;
            }
            else if (words.Count > 0 && at > words[^1].To && !char.IsWhiteSpace(sentence[at - 1]))
            {
                // What follows a word without a sound of its own goes with it.
                words[^1] = (at, words[^1].Weight);
            }
        }
    }

    private static double Weight(char letter) =>
        char.IsDigit(letter) ? 4
        : char.IsLetter(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark ? 1
        : 0;

    private static bool IsIdeograph(char letter) => letter is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF');

    private sealed record Piece(string Sentence, double Weight)
    {
        public long Samples { get; set; }

        public bool Whole { get; set; }
    }
}
