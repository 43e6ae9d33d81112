using System.Runtime.InteropServices;

namespace Parley.Audio.Files.Sniffing;

/// <summary>The seven bytes that head each frame of AAC in an ADTS stream.</summary>
/// <param name="Stream">What all frames of a stream share: version, profile, rate and channels.</param>
/// <param name="Length">Bytes from this header to the next.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AdtsHeader(int Stream, int Length)
{
    private const int Bytes = 7;

    public static bool TryRead(ReadOnlySpan<byte> bytes, out AdtsHeader header)
    {
        header = default;
        if (bytes.Length < Bytes || bytes[0] != 0xFF || (bytes[1] & 0xF6) != 0xF0)
        {
            return false;
        }

        var rateIndex = (bytes[2] >> 2) & 15;
        header = new(
            Stream: ((bytes[1] & 0x08) << 16) | ((bytes[2] & 0xFD) << 8) | (bytes[3] & 0xC0),
            Length: ((bytes[3] & 3) << 11) | (bytes[4] << 3) | (bytes[5] >> 5));
        return rateIndex <= 12 && header.Length > Bytes;
    }
}
