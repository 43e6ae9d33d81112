using System.Globalization;
using System.Text;

namespace Parley.Local.Moonshine;

/// <summary>Token numbers ↔ text. The file has a line for each token: its bytes in base64, a space, its number.</summary>
internal sealed class MoonshineVocabulary
{
    public const int Begin = 1;
    public const int End = 2;

    /// <summary>SentencePiece writes the space before a word as U+2581.</summary>
    private const string Space = "\u2581";

    private readonly byte[][] _tokens;

    private MoonshineVocabulary(byte[][] tokens) => _tokens = tokens;

    public int Count => _tokens.Length;

    /// <exception cref="FormatException">A line is not a token; the message says which.</exception>
    public static MoonshineVocabulary Load(string path)
    {
        var tokens = new List<byte[]>(32_768);
        foreach (var line in File.ReadLines(path))
        {
            var parts = line.Split(' ');
            var bytes = new byte[parts[0].Length];
            if (parts.Length != 2 || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var number)
                || number != tokens.Count || !Convert.TryFromBase64String(parts[0], bytes, out var length))
            {
                throw new FormatException($"Line {tokens.Count + 1} of {path} is not a token: base64, a space, the number {tokens.Count}.");
            }

            tokens.Add(bytes[..length]);
        }

        return new MoonshineVocabulary([.. tokens]);
    }

    /// <summary>How probable each word of <see cref="Text"/> was: all of its tokens together. Punctuation does not count.</summary>
    /// <param name="choices">Logarithms of the tokens' probabilities.</param>
    public IReadOnlyList<double> WordConfidences(IReadOnlyList<int> tokens, IReadOnlyList<double> choices)
    {
        var words = new List<double>();
        var apart = true;
        foreach (var (token, choice) in tokens.Zip(choices))
        {
            var piece = Encoding.UTF8.GetString(Bytes(token)).Replace(Space, " ", StringComparison.Ordinal);
            if (piece.Length == 0)
            {
                continue;
            }

            if (!string.IsNullOrWhiteSpace(piece))
            {
                words.AddRange(apart || char.IsWhiteSpace(piece[0]) ? [0.0] : []);
                words[^1] += piece.Trim().All(char.IsPunctuation) ? 0 : choice;
            }

            apart = char.IsWhiteSpace(piece[^1]);
        }

        return words.ConvertAll(Math.Exp);
    }

    /// <summary>What the tokens say. Bytes that are no UTF-8, as when a character was cut off, are replaced.</summary>
    public string Text(ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>(tokens.Length * 6);
        foreach (var token in tokens)
        {
            bytes.AddRange(Bytes(token));
        }

        return Encoding.UTF8.GetString([.. bytes]).Replace(Space, " ", StringComparison.Ordinal).Trim();
    }

    private byte[] Bytes(int token) => token > End && token < _tokens.Length ? _tokens[token] : [];
}
