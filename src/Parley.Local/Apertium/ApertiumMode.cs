namespace Parley.Local.Apertium;

/// <summary>
/// Reads the file of a mode, which is written as a line for a shell: programs with their arguments, quoted or not, between
/// bars. No shell ever sees it. Pure.
/// </summary>
internal static class ApertiumMode
{
    /// <summary>The shell's parameters: generate without marks, and tag as usual.</summary>
    private static readonly Dictionary<string, string?> Parameters = new(StringComparer.Ordinal) { ["$1"] = "-n", ["$2"] = null };

    /// <summary>The programs in order, each with its arguments; empty: the line is none that is understood.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string mode)
    {
        var programs = new List<IReadOnlyList<string>>();
        foreach (var part in mode.Trim().Split('|'))
        {
            var words = Words(part);
            if (words is not [var name, ..] || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-'))
            {
                return [];
            }

            // Each gives an answer up at a zero byte, rather than at the end of everything.
            programs.Add([name, "-z", .. words.Skip(1)]);
        }

        return programs;
    }

    private static List<string> Words(string part)
    {
        var words = new List<string>();
        for (var at = 0; at < part.Length;)
        {
            if (char.IsWhiteSpace(part[at]))
            {
                at++;
                continue;
            }

            var quoted = part[at] == '\'';
            var end = quoted ? part.IndexOf('\'', at + 1) : part.AsSpan(at).IndexOfAny(' ', '\t') is var space and >= 0 ? at + space : part.Length;
            if (end < 0)
            {
                return [];
            }

            var word = part[(quoted ? at + 1 : at)..end];
            at = quoted ? end + 1 : end;
            if (quoted || !Parameters.TryGetValue(word, out var value))
            {
                words.Add(word);
            }
            else if (value is not null)
            {
                words.Add(value);
            }
        }

        return words;
    }
}
