using System.Text;

namespace Parley.Local.Apertium;

/// <summary>Plain text to the stream that Apertium's programs speak, and back. Pure.</summary>
internal static class ApertiumText
{
    private const string Special = @"\[]{}^$/@<>";

    /// <summary>The end of a text that does not end a sentence: a full stop of which nothing remains.</summary>
    private const string Stop = ".[]";

    private const string End = "[][\n]\0";

    public static string Write(string text)
    {
        var stream = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            if (Special.Contains(letter, StringComparison.Ordinal))
            {
                stream.Append('\\');
            }

            stream.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return stream.Append(Ends(text) ? "" : Stop).Append(End).ToString();
    }

    /// <param name="stream">Up to the zero byte.</param>
    /// <param name="text">What was translated.</param>
    public static string Read(string stream, string text)
    {
        var plain = new StringBuilder(stream.Length);
        var blank = false;
        for (var at = 0; at < stream.Length; at++)
        {
            switch (stream[at])
            {
                case '\\' when at + 1 < stream.Length:
                    plain.Append(stream[++at]);
                    break;
                case '[':
                    blank = true;
                    break;
                case ']':
                    blank = false;
                    break;
                default:
                    plain.Append(blank ? "" : stream[at].ToString());
                    break;
            }
        }

        var words = string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return Ends(text) || !words.EndsWith('.') ? words : words[..^1];
    }

    private static bool Ends(string text) => text.TrimEnd() is [.., '.' or '!' or '?'];
}
