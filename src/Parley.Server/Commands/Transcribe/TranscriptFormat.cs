namespace Parley.Server.Commands.Transcribe;

/// <summary>How a transcript is written.</summary>
internal enum TranscriptFormat
{
    /// <summary>One line an utterance.</summary>
    Text,

    /// <summary>SubRip subtitles.</summary>
    Srt,

    /// <summary>WebVTT captions.</summary>
    Vtt,

    /// <summary>One object a recording, on one line.</summary>
    Json,
}

internal static class TranscriptFormats
{
    public static readonly string[] Names = ["text", "srt", "vtt", "json"];

    public static string Extension(this TranscriptFormat format) => format switch
    {
        TranscriptFormat.Srt => ".srt",
        TranscriptFormat.Vtt => ".vtt",
        TranscriptFormat.Json => ".json",
        _ => ".txt",
    };

    /// <summary>The format that was named, else the one that the output file's extension says, else text.</summary>
    public static TranscriptFormat Choose(string? name, string? output) =>
        Enum.TryParse<TranscriptFormat>(name, ignoreCase: true, out var named) ? named
        : Path.GetExtension(output)?.ToLowerInvariant() switch
        {
            ".srt" => TranscriptFormat.Srt,
            ".vtt" => TranscriptFormat.Vtt,
            ".json" => TranscriptFormat.Json,
            _ => TranscriptFormat.Text,
        };
}
