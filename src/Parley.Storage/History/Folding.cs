using System.Text;

namespace Parley.Storage.History;

/// <summary>Texts as searches compare them: without case and without width, so that ＡＢＣ finds abc. Pure.</summary>
internal static class Folding
{
    public const string Escape = "\\";

    /// <summary>What no database takes is taken out first: zero characters and halves of a pair.</summary>
    public static string Clean(string text)
    {
        var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return clean.Contains('\0', StringComparison.Ordinal) ? clean.Replace("\0", "", StringComparison.Ordinal) : clean;
    }

    public static string Fold(string text) =>
        string.Create(text.Length, text, static (folded, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                folded[i] = from[i] switch
                {
                    // The full-width forms of ASCII stand in its order.
                    >= '\uff01' and <= '\uff5e' => char.ToLowerInvariant((char)(from[i] - 0xfee0)),
                    '\u3000' => ' ',
                    _ => char.ToLowerInvariant(from[i]),
                };
            }
        });

    /// <summary>The pattern of <c>LIKE</c> that finds a text anywhere.</summary>
    public static string Anywhere(string search)
    {
        var pattern = new StringBuilder("%");
        foreach (var letter in Fold(Clean(search)))
        {
            if (letter is '%' or '_' or '\\')
            {
                pattern.Append('\\');
            }

            pattern.Append(letter);
        }

        return pattern.Append('%').ToString();
    }

    /// <summary>The first words of a text, at most <paramref name="most"/> characters of it.</summary>
    public static string Title(string text, int most = 80)
    {
        var line = string.Join(' ', Clean(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= most)
        {
            return line;
        }

        var end = line.LastIndexOf(' ', most - 1);
        end = end > most / 2 ? end : char.IsHighSurrogate(line[most - 2]) ? most - 2 : most - 1;
        return string.Concat(line.AsSpan(0, end), "…");
    }
}
