namespace Parley.Audio.Files.Sniffing;

/// <summary>
/// The ID3v2 tag that may stand before audio. It is skipped, not decoded: pictures in it are of no use here, and may
/// be larger than the head that is looked at.
/// </summary>
internal static class Id3Tag
{
    public const int HeaderBytes = 10;

    /// <summary>Bytes of the whole tag that starts here; 0 when none does.</summary>
    public static int Length(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderBytes || !head.StartsWith("ID3"u8) || head[3] == 0xFF || head[4] == 0xFF)
        {
            return 0;
        }

        var size = 0;
        foreach (var octet in head[6..10])
        {
            if (octet > 0x7F)
            {
                return 0;
            }

            size = (size << 7) | octet;
        }

        var hasFooter = (head[5] & 0x10) != 0;
        return HeaderBytes + size + (hasFooter ? HeaderBytes : 0);
    }
}
