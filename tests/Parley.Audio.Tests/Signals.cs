namespace Parley.Audio.Tests;

/// <summary>Audio made by formula, and what tests measure of audio.</summary>
internal static class Signals
{
    public static float[] Sine(double hertz, int rate, double seconds, double amplitude = 0.5) =>
        [.. Enumerable.Range(0, (int)(rate * seconds))
            .Select(n => (float)(amplitude * Math.Sin(2 * Math.PI * hertz * n / rate)))];

    /// <summary>A tone that rises from 100 Hz to 3 kHz: no two stretches of it are alike.</summary>
    public static float[] Sweep(int rate, double seconds, double amplitude = 0.5)
    {
        const double Low = 100;
        const double High = 3_000;
        return [.. Enumerable.Range(0, (int)(rate * seconds)).Select(n =>
        {
            var time = (double)n / rate;
            var cycles = (Low * time) + ((High - Low) * time * time / (2 * seconds));
            return (float)(amplitude * Math.Sin(2 * Math.PI * cycles));
        })];
    }

    public static float[] Noise(int seed, int samples)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    /// <summary>The amplitude of one frequency in the samples (a Hann-windowed correlation).</summary>
    public static double AmplitudeOf(double hertz, ReadOnlySpan<float> samples, int rate)
    {
        var (real, imaginary, weight) = (0.0, 0.0, 0.0);
        for (var n = 0; n < samples.Length; n++)
        {
            var window = 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / samples.Length));
            var angle = 2 * Math.PI * hertz * n / rate;
            real += window * samples[n] * Math.Cos(angle);
            imaginary += window * samples[n] * Math.Sin(angle);
            weight += window;
        }

        return 2 * Math.Sqrt((real * real) + (imaginary * imaginary)) / weight;
    }

    /// <summary>How like two signals are: 1 is the same shape, 0 unrelated.</summary>
    public static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var length = Math.Min(a.Length, b.Length);
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var n = 0; n < length; n++)
        {
            ab += (double)a[n] * b[n];
            aa += (double)a[n] * a[n];
            bb += (double)b[n] * b[n];
        }

        return ab / Math.Sqrt(aa * bb);
    }
}
