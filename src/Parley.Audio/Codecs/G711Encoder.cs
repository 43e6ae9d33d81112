namespace Parley.Audio.Codecs;

/// <summary>Samples of 16 bits to the codes of ITU-T G.711.</summary>
public static class G711Encoder
{
    /// <summary>Biased, in eight segments whose steps double; all bits travel inverted.</summary>
    public static byte MuLaw(short sample)
    {
        const int Bias = 132;
        var magnitude = Math.Min(Math.Abs((int)sample) + Bias, short.MaxValue);
        var segment = SegmentOf(magnitude);
        return (byte)~((sample < 0 ? 0x80 : 0) | (segment << 4) | ((magnitude >> (segment + 3)) & 15));
    }

    /// <summary>In eight segments of which the first two have the same step; every second bit travels inverted.</summary>
    public static byte ALaw(short sample)
    {
        var magnitude = Math.Min(sample < 0 ? -(sample + 1) : sample, short.MaxValue);
        var segment = Math.Max(0, SegmentOf(magnitude));
        var step = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 15;
        return (byte)(((sample < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55);
    }

    private static int SegmentOf(int magnitude) => 31 - int.LeadingZeroCount(magnitude) - 7;
}
