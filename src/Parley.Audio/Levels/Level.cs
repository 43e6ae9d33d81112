using System.Numerics;

namespace Parley.Audio.Levels;

/// <summary>How loud samples are; full scale is 1.</summary>
public static class Level
{
    /// <summary>What digital silence, and all that is quieter, is called: −120 dBFS.</summary>
    public const float FloorDbfs = -120;

    /// <summary>Root mean square, 0 for no samples.</summary>
    public static float Rms(ReadOnlySpan<float> samples)
    {
        if (samples.IsEmpty)
        {
            return 0;
        }

        var sums = Vector<float>.Zero;
        var rest = samples;
        for (; rest.Length >= Vector<float>.Count; rest = rest[Vector<float>.Count..])
        {
            var lane = new Vector<float>(rest);
            sums += lane * lane;
        }

        var sum = (double)Vector.Sum(sums);
        foreach (var sample in rest)
        {
            sum += (double)sample * sample;
        }

        return (float)Math.Sqrt(sum / samples.Length);
    }

    /// <summary>The largest magnitude, 0 for no samples.</summary>
    public static float Peak(ReadOnlySpan<float> samples)
    {
        var peaks = Vector<float>.Zero;
        for (; samples.Length >= Vector<float>.Count; samples = samples[Vector<float>.Count..])
        {
            peaks = Vector.Max(peaks, Vector.Abs(new Vector<float>(samples)));
        }

        var peak = 0f;
        for (var i = 0; i < Vector<float>.Count; i++)
        {
            peak = Math.Max(peak, peaks[i]);
        }

        foreach (var sample in samples)
        {
            peak = Math.Max(peak, Math.Abs(sample));
        }

        return peak;
    }

    /// <summary>An amplitude in decibels of full scale, never under <see cref="FloorDbfs"/>.</summary>
    public static float Dbfs(float amplitude) =>
        amplitude > 0 ? Math.Max(FloorDbfs, 20 * MathF.Log10(amplitude)) : FloorDbfs;

    /// <summary>The root mean square in decibels of full scale; a full-scale sine is −3.</summary>
    public static float RmsDbfs(ReadOnlySpan<float> samples) => Dbfs(Rms(samples));
}
