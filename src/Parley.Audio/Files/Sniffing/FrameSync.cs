namespace Parley.Audio.Files.Sniffing;

/// <summary>
/// Finds MPEG audio and ADTS, which have no magic number: frames that each say where the next begins, in agreement
/// about what does not change within a stream.
/// </summary>
internal static class FrameSync
{
    /// <summary>How far a stream that was cut out of a longer one may begin before its first whole frame.</summary>
    private const int SearchLimit = 8 * 1024;

    /// <summary>Frames in a row that are proof at the very start, and where other bytes come before them.</summary>
    private const int FramesAtStart = 2;
    private const int FramesAfterOther = 4;

    public static SniffedFormat? Find(ReadOnlySpan<byte> head)
    {
        for (var at = 0; at < Math.Min(head.Length, SearchLimit); at++)
        {
            if (head[at] != 0xFF)
            {
                continue;
            }

            var needed = at == 0 ? FramesAtStart : FramesAfterOther;
            if (IsMpegAudio(head[at..], needed))
            {
                return SniffedFormat.Mp3;
            }

            if (IsAdts(head[at..], needed))
            {
                return SniffedFormat.Aac;
            }
        }

        return null;
    }

    private static bool IsMpegAudio(ReadOnlySpan<byte> bytes, int frames)
    {
        MpegAudioHeader? first = null;
        for (var frame = 0; frame < frames; frame++)
        {
            if (!MpegAudioHeader.TryRead(bytes, out var header) || (first is { } known && !header.Continues(known)))
            {
                return false;
            }

            if (header.Length >= bytes.Length)
            {
                return MayEndWith(frame + 1, frames);
            }

            first ??= header;
            bytes = bytes[header.Length..];
        }

        return true;
    }

    private static bool IsAdts(ReadOnlySpan<byte> bytes, int frames)
    {
        AdtsHeader? first = null;
        for (var frame = 0; frame < frames; frame++)
        {
            if (!AdtsHeader.TryRead(bytes, out var header) || (first is { } known && header.Stream != known.Stream))
            {
                return false;
            }

            if (header.Length >= bytes.Length)
            {
                return MayEndWith(frame + 1, frames);
            }

            first ??= header;
            bytes = bytes[header.Length..];
        }

        return true;
    }

    /// <summary>A file may end after its very first frame, whole or cut off; in the middle of other bytes that proves nothing.</summary>
    private static bool MayEndWith(int found, int needed) => found == needed || needed == FramesAtStart;
}
