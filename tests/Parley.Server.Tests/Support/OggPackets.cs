namespace Parley.Server.Support;

/// <summary>The packets inside an Ogg file (RFC 3533): pages of up to 255 segments; a segment below 255 bytes ends a packet.</summary>
internal static class OggPackets
{
    private const int SegmentCount = 26;

    public static IEnumerable<byte[]> Read(byte[] file)
    {
        var packet = new List<byte>();
        for (var page = 0; page < file.Length;)
        {
            var table = page + SegmentCount + 1;
            var at = table + file[page + SegmentCount];
            foreach (var length in file[table..at])
            {
                packet.AddRange(file.AsSpan(at, length));
                at += length;
                if (length < 255)
                {
                    yield return [.. packet];
                    packet.Clear();
                }
            }

            page = at;
        }
    }
}
