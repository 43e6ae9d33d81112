using System.Diagnostics;
using System.Text.RegularExpressions;
using Parley.Server.Evaluation;

namespace Parley.Server.Tests.Commands;

/// <summary>Five sentences read aloud, with their transcripts, from Debian's pocketsphinx-testdata.</summary>
internal static partial class RealSpeech
{
    private const string Folder = "/usr/share/pocketsphinx/test/data/librivox";

    public static (string Path, string Text)[] Sentences { get; } =
    [
        .. File.ReadLines(Path.Combine(Folder, "transcription"))
            .Select(line => Line().Match(line))
            .Select(match => (Path.Combine(Folder, match.Groups["id"].Value + ".wav"), match.Groups["text"].Value)),
    ];

    /// <summary>Words wrong of words said, both normalised.</summary>
    public static double ErrorRateOf(string heard, params IEnumerable<string> said) => ErrorRate.Compare(
        TextNormaliser.Normalise(string.Join(' ', said), "en"), TextNormaliser.Normalise(heard, "en")).Rate!.Value;

    /// <summary>Writes a sentence in another format, by the extension of <paramref name="target"/>.</summary>
    public static string Convert(string source, string target)
    {
        using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-y", "-i", source, target]);
        ffmpeg.WaitForExit();
        return ffmpeg.ExitCode == 0 ? target : throw new InvalidOperationException($"ffmpeg cannot write {target}.");
    }

    [GeneratedRegex(@"^<s> (?<text>.*?)\s*</s> \((?<id>.*)\)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Line();
}
