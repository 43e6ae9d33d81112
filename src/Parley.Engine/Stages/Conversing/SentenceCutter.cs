using System.Buffers;
using System.Text;

namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// Cuts a text that is still being written into sentences, so that the first is spoken while the others are thought of.
/// A full stop ends one only when something other than a small letter or a digit follows the space behind it, and not after
/// an abbreviation; a Chinese one ends it at once.
/// </summary>
internal sealed class SentenceCutter
{
    /// <summary>A longer sentence is cut at a comma, between words, or anywhere when it has neither.</summary>
    public const int Longest = 300;

    private const string Closing = "\"'”’)]」』）】》";
    private const string Wide = "。！？；…";

    private static readonly SearchValues<char> Opens = SearchValues.Create("「『（“");
    private static readonly SearchValues<char> Closes = SearchValues.Create("」』）”");
    private static readonly SearchValues<char> Commas = SearchValues.Create(",，、;；:：");

    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "etc", "e.g", "i.e", "approx", "no", "vol", "fig", "inc", "ltd", "co", "gen",
        "a.m", "p.m", "u.s", "u.k",
    };

    private readonly StringBuilder _held = new();

    /// <summary>Takes more of the text; gives the sentences that are whole now, as they stand in it.</summary>
    public IReadOnlyList<string> Push(string text)
    {
        _held.Append(text);
        return Cut(last: false);
    }

    /// <summary>The text is over.</summary>
    public IReadOnlyList<string> Flush() => Cut(last: true);

    private List<string> Cut(bool last)
    {
        var text = _held.ToString();
        var sentences = new List<string>();
        var start = 0;
        while (start < text.Length && End(text, start, last) is { } end)
        {
            if (Speakable(text.AsSpan(start, end - start)))
            {
                sentences.Add(text[start..end]);
                start = end;
            }
            else if (sentences.Count > 0)
            {
                // Brackets and dashes alone go with what was said before.
                sentences[^1] += text[start..end];
                start = end;
            }
            else if (end == text.Length)
            {
                break;
            }
            else
            {
                start = end;
            }
        }

        _held.Remove(0, last ? text.Length : start);
        return sentences;
    }

    private static bool Speakable(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One past the sentence that begins at <paramref name="start"/>, with what closes it; null: it is not over yet.</summary>
    private static int? End(string text, int start, bool last)
    {
        for (var i = start; i < text.Length && i - start < Longest; i++)
        {
            if (text[i] == '\n' || Wide.Contains(text[i], StringComparison.Ordinal))
            {
                var closed = Close(text, i + 1);
                return closed < text.Length || last || !Quotes(text.AsSpan(start, closed - start)) ? closed : null;
            }

            if (text[i] is not ('.' or '!' or '?'))
            {
                continue;
            }

            var after = Close(text, i + 1);
            if (after == text.Length)
            {
                return last ? after : null;
            }

            if (char.IsWhiteSpace(text[after]) && (text[i] != '.' || EndsAt(text, start, i, after, last)))
            {
                return text[after] == '\n' ? after + 1 : after;
            }
        }

        if (text.Length - start < Longest)
        {
            return last ? text.Length : null;
        }

        return start + Shorten(text.AsSpan(start, Longest));
    }

    /// <summary>Whether a quotation was begun and its end is still to come.</summary>
    private static bool Quotes(ReadOnlySpan<char> text) =>
        text.LastIndexOfAny(Opens) > text.LastIndexOfAny(Closes);

    private static int Close(string text, int at)
    {
        while (at < text.Length && (Closing.Contains(text[at], StringComparison.Ordinal) || text[at] is '.' or '!' or '?'
            || Wide.Contains(text[at], StringComparison.Ordinal)))
        {
            at++;
        }

        return at;
    }

    /// <summary>Whether a full stop with space behind it ends a sentence.</summary>
    private static bool EndsAt(string text, int start, int stop, int after, bool last)
    {
        var next = after;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        var word = stop;
        while (word > start && !char.IsWhiteSpace(text[word - 1]) && !Closing.Contains(text[word - 1], StringComparison.Ordinal))
        {
            word--;
        }

        var before = text[word..stop];
        if (Abbreviations.Contains(before) || (before.Length == 1 && char.IsUpper(before[0]) && before[0] != 'I'))
        {
            return false;
        }

        // "1." begins an item of a list; it is read with what follows.
        return (next < text.Length || last) && !before.All(char.IsAsciiDigit)
            && (next == text.Length || !char.IsLower(text[next]));
    }

    private static int Shorten(ReadOnlySpan<char> text)
    {
        var comma = text.LastIndexOfAny(Commas);
        var at = comma > Longest / 3 ? comma + 1 : text.LastIndexOf(' ') + 1;
        at = at > 1 ? at : text.Length;
        return char.IsHighSurrogate(text[at - 1]) ? at - 1 : at;
    }
}
