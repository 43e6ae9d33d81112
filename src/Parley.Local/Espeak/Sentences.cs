namespace Parley.Local.Espeak;

/// <summary>Cuts a text into what is spoken in one go, so that speech begins before all of it is made.</summary>
internal static class Sentences
{
    /// <summary>A longer sentence is cut between words, or anywhere when it has no spaces.</summary>
    public const int Longest = 300;

    private const string Ends = ".!?。！？\n";

    /// <summary>The sentences with what ends them, without the space around them; those of nothing but space are left out.</summary>
    public static IEnumerable<string> Of(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = End(text, start);
            if (text[start..end].Trim() is { Length: > 0 } sentence)
            {
                yield return sentence;
            }

            start = end;
        }
    }

    private static int End(string text, int start)
    {
        var limit = Math.Min(text.Length, start + Longest);
        for (var i = start; i < limit; i++)
        {
            // A point inside a number or an address ends nothing.
            if (Ends.Contains(text[i], StringComparison.Ordinal)
                && (text[i] != '.' || i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])))
            {
                return i + 1;
            }
        }

        if (limit == text.Length)
        {
            return limit;
        }

        var space = text.LastIndexOf(' ', limit - 1, limit - start);
        if (space > start)
        {
            return space + 1;
        }

        return char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
    }
}
