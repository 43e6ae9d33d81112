using System.Buffers.Binary;
using Parley.Failures;

namespace Parley.Audio.Files.Sniffing;

/// <summary>
/// Recognises a recording by its first bytes, never by a name. What is not surely one of the accepted containers is
/// refused, so that nothing which names other files (a playlist, a script) ever reaches a decoder.
/// </summary>
internal static class FormatSniffer
{
    /// <summary>So many bytes without a control character happen in audio once in some three thousand files.</summary>
    private const int TextSample = 64;

    /// <param name="head">The first bytes of the file, after any ID3v2 tag.</param>
    public static Outcome<SniffedFormat> Sniff(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            return FileErrors.Empty;
        }

        var format = Magic(head) ?? (LooksLikeText(head) ? null : FrameSync.Find(head));
        return format is not null
            ? format
            : FileErrors.Unsupported($"The file {Guess(head)}; accepted are {FileErrors.Accepted}.");
    }

    private static SniffedFormat? Magic(ReadOnlySpan<byte> head) => head switch
    {
        _ when IsWave(head) => SniffedFormat.Wav,
        _ when head.StartsWith("fLaC"u8) => SniffedFormat.Flac,
        _ when head.StartsWith("OggS\0"u8) => SniffedFormat.Ogg,
        _ when IsMp4(head) => head[8..].StartsWith("M4A "u8) || head[8..].StartsWith("M4B "u8)
            ? SniffedFormat.M4a
            : SniffedFormat.Mp4,
        _ when Ebml.DocType(head) is var type && !type.IsEmpty => type.SequenceEqual("webm"u8) ? SniffedFormat.WebM
            : type.SequenceEqual("matroska"u8) ? SniffedFormat.Matroska
            : null,
        _ => null,
    };

    private static bool IsWave(ReadOnlySpan<byte> head) =>
        head.Length >= 12
        && head[8..].StartsWith("WAVE"u8)
        && (head.StartsWith("RIFF"u8) || head.StartsWith("RF64"u8) || head.StartsWith("BW64"u8));

    private static bool IsMp4(ReadOnlySpan<byte> head) =>
        head.Length >= 12
        && head[4..].StartsWith("ftyp"u8)
        && BinaryPrimitives.ReadUInt32BigEndian(head) is >= 16 and <= 4_096;

    /// <summary>Whether the first bytes could all be typed: no audio starts so, and every playlist does.</summary>
    private static bool LooksLikeText(ReadOnlySpan<byte> head)
    {
        foreach (var octet in head[..Math.Min(head.Length, TextSample)])
        {
            if (octet is (< 0x20 and not (0x09 or 0x0A or 0x0D)) or 0x7F)
            {
                return false;
            }
        }

        return !head.StartsWith((byte)0xFF);
    }

    private static string Guess(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("#EXTM3U"u8) || head.StartsWith("ffconcat"u8) || head.StartsWith("[playlist]"u8) =>
            "is a playlist, not audio",
        _ when head.StartsWith("PK"u8) => "is a ZIP archive, not audio",
        _ when LooksLikeText(head) => "is text, not audio",
        _ => "is not audio of a kind known here",
    };
}
