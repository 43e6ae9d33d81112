using System.Text.RegularExpressions;
using Parley.Failures;

namespace Parley.Audio.Files.Ffmpeg;

/// <summary>What ffmpeg says on its error output, in words for who sent the file.</summary>
internal static partial class FfmpegComplaint
{
    private const int MaxReason = 200;

    /// <summary>The error for a file of which nothing at all could be decoded.</summary>
    public static ParleyError Explain(string errors)
    {
        if (errors.Contains("matches no streams", StringComparison.Ordinal))
        {
            return FileErrors.Unsupported("The file holds no audio.");
        }

        if (errors.Contains("not on whitelist", StringComparison.Ordinal)
            || errors.Contains("Decoder (codec", StringComparison.Ordinal))
        {
            return FileErrors.Unsupported("The audio in the file is compressed in a way that is not supported.");
        }

        var reason = errors
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => Unprintable().Replace(Origin().Replace(line, ""), ""))
            .FirstOrDefault(line => line.Length > 0);
        return FileErrors.Invalid(reason is null
            ? "Nothing in the file could be decoded."
            : $"Nothing in the file could be decoded: {reason[..Math.Min(reason.Length, MaxReason)]}");
    }

    /// <summary>Which part of ffmpeg speaks, at which address, and the name it has for its input.</summary>
    [GeneratedRegex(@"^(\[[^\]]* @ 0x[0-9a-f]+\] *)*(pipe:0: *)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Origin();

    [GeneratedRegex(@"[^\x20-\x7E]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Unprintable();
}
