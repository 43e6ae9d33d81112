using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance;

/// <summary>Scripted audio, written in any format.</summary>
internal static class Encoded
{
    public static byte[] Of(Ask ask, params float[][] parts)
    {
        float[] audio = [.. parts.SelectMany(part => part)];
        return [.. Frames(audio, ask.Rate).SelectMany(sample => Enumerable.Repeat(Encode(ask.Encoding, sample), ask.Channels)).SelectMany(bytes => bytes)];
    }

    /// <summary>Bytes of one frame.</summary>
    public static int FrameBytes(Ask ask) => Encode(ask.Encoding, 0).Length * ask.Channels;

    /// <summary>The audio at another rate; each level is held, so there is nothing to interpolate.</summary>
    public static IEnumerable<float> Frames(float[] audio, int rate) =>
        Enumerable.Range(0, (int)((long)audio.Length * rate / Spoken.Rate)).Select(i => audio[(int)((long)i * Spoken.Rate / rate)]);

    public static byte[] Encode(string encoding, float sample)
    {
        var value = (short)MathF.Round(sample * short.MaxValue);
        return encoding switch
        {
            "f32le" => BitConverter.GetBytes(sample),
            "mulaw" => [MuLaw(value)],
            "alaw" => [ALaw(value)],
            _ => BitConverter.GetBytes(value),
        };
    }

    /// <summary>ITU-T G.711: 14 bits, biased by 33, in eight segments whose steps double; all bits inverted.</summary>
    private static byte MuLaw(short value)
    {
        var magnitude = Math.Min(Math.Abs((int)value) + 132, 32_767);
        var segment = 31 - int.LeadingZeroCount(magnitude) - 7;
        return (byte)~((value < 0 ? 0x80 : 0) | (segment << 4) | ((magnitude >> (segment + 3)) & 15));
    }

    /// <summary>ITU-T G.711: 13 bits, in eight segments of which the first two have the same step; every second bit inverted.</summary>
    private static byte ALaw(short value)
    {
        var magnitude = Math.Min(Math.Abs((int)value), 32_767);
        var segment = Math.Max(0, 31 - int.LeadingZeroCount(magnitude) - 7);
        var step = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 15;
        return (byte)(((value < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55);
    }
}
