namespace Parley.Audio.Codecs;

/// <summary>The 256 values of each law of ITU-T G.711, on the 16-bit scale divided by 32,768.</summary>
internal static class G711
{
    public static readonly float[] MuLawSamples = Table(DecodeMuLaw);

    public static readonly float[] ALawSamples = Table(DecodeALaw);

    // Codes travel inverted: sign bit, three bits of segment, four bits of step; segments double in width.
    private static int DecodeMuLaw(int code)
    {
        const int Bias = 132;
        var inverted = ~code & 0xFF;
        var segment = (inverted >> 4) & 7;
        var magnitude = ((((inverted & 15) << 3) + Bias) << segment) - Bias;
        return (inverted & 0x80) != 0 ? -magnitude : magnitude;
    }

    // Every second bit travels inverted; segments 0 and 1 have the same width; the value is the middle of its step.
    private static int DecodeALaw(int code)
    {
        var bits = code ^ 0x55;
        var segment = (bits >> 4) & 7;
        var middle = ((bits & 15) << 4) + 8;
        var magnitude = segment == 0 ? middle : (middle + 256) << (segment - 1);
        return (bits & 0x80) != 0 ? magnitude : -magnitude;
    }

    private static float[] Table(Func<int, int> decode) =>
        [.. Enumerable.Range(0, 256).Select(code => decode(code) / 32_768f)];
}
