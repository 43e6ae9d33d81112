using System.Buffers.Binary;

namespace Parley.Audio.Files.Sniffing;

/// <summary>The length that the head of a file claims, where its container says one at all.</summary>
internal static class ClaimedDuration
{
    /// <param name="head">The first bytes of the file, after any ID3v2 tag.</param>
    public static TimeSpan? Of(SniffedFormat format, ReadOnlySpan<byte> head) =>
        format == SniffedFormat.Flac ? OfFlac(head)
        : format == SniffedFormat.Mp3 ? OfMp3(head)
        : null;

    /// <summary>STREAMINFO, always the first block: 20 bits of rate, 8 of shape, 36 of samples, 10 bytes into it.</summary>
    private static TimeSpan? OfFlac(ReadOnlySpan<byte> head)
    {
        const int RateOffset = 4 + 4 + 10;
        if (head.Length < RateOffset + 8)
        {
            return null;
        }

        var bits = BinaryPrimitives.ReadUInt64BigEndian(head[RateOffset..]);
        var rate = bits >> 44;
        var samples = bits & ((1UL << 36) - 1);
        return rate == 0 || samples == 0 ? null : TimeSpan.FromSeconds((double)samples / rate);
    }

    /// <summary>The frame that encoders put first to count the others ("Xing", or "Info" where the bit rate is constant).</summary>
    private static TimeSpan? OfMp3(ReadOnlySpan<byte> head)
    {
        const int FlagsAndFrames = 8;
        if (!MpegAudioHeader.TryRead(head, out var header) || header.Layer != 3)
        {
            return null;
        }

        var offset = MpegAudioHeader.Bytes + header.SideInfoBytes;
        if (head.Length < offset + 4 + FlagsAndFrames)
        {
            return null;
        }

        var tag = head[offset..];
        var hasCount = (tag[7] & 1) != 0 && (tag.StartsWith("Xing"u8) || tag.StartsWith("Info"u8));
        return hasCount
            ? TimeSpan.FromSeconds((double)BinaryPrimitives.ReadUInt32BigEndian(tag[8..]) * header.Samples / header.Rate)
            : null;
    }
}
