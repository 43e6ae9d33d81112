using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Testing;

namespace Parley.Protocols.Tests.Docs;

/// <summary>One line of a transcript: <c>[who] →|← what</c>, to the server or from it.</summary>
/// <param name="Who">Whose connection; empty when there is but one.</param>
internal sealed partial record TranscriptLine(string Who, bool ToServer, string What)
{
    private const string Connecting = "GET ";
    private const string Binary = "binary: ";
    private const string Closing = "close ";

    /// <summary>The address that is connected to; null when the line says something else.</summary>
    public string? Address => After(Connecting);

    /// <summary>The code and reason of a close, as they stand there.</summary>
    public string? Close => After(Closing);

    /// <summary>The client loses its connection without a word.</summary>
    public bool Breaks => What is "the connection breaks";

    public static TranscriptLine Parse(string line)
    {
        var match = Shape().Match(line);
        return match.Success
            ? new TranscriptLine(match.Groups["who"].Value, match.Groups["way"].Value is "→", match.Groups["what"].Value)
            : throw new FormatException($"This is no line of a transcript: {line}");
    }

    /// <summary>The audio that is described, 16 kHz: spoken words in quotes, or so many seconds of silence; null for what is no audio.</summary>
    public float[]? Audio() => After(Binary) is not { } parts ? null :
    [
        .. Part().Matches(parts).SelectMany(part => part.Groups["words"].Success
            ? Spoken.Words(part.Groups["words"].Value)
            : Spoken.Silence(double.Parse(part.Groups["seconds"].Value, CultureInfo.InvariantCulture))),
    ];

    private string? After(string prefix) => What.StartsWith(prefix, StringComparison.Ordinal) ? What[prefix.Length..] : null;

    [GeneratedRegex("^(?<who>[a-z]*) ?(?<way>[→←]) (?<what>.+)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Shape();

    [GeneratedRegex("\"(?<words>[^\"]+)\"|(?<seconds>[0-9.]+) s of silence", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Part();
}
