namespace Parley.Testing;

/// <summary>A buzzing "voice" between stretches of faint noise, 16 kHz: what <see cref="ScriptedVoiceDetector"/> hears as speech, as loud, high and noisy as a test wants it.</summary>
public static class VoiceRecording
{
    private const double NoiseSeconds = 0.8;

    /// <param name="seconds">Of speech.</param>
    /// <param name="level">Of the speech, 0 to 1.</param>
    /// <param name="hertz">How high it is.</param>
    /// <param name="noise">Level of the noise around it and in it.</param>
    public static float[] Of(double seconds, float level = 0.3f, int hertz = 120, float noise = 0.001f)
    {
        var random = 12_345u;
        var (around, speech) = ((int)(NoiseSeconds * Spoken.Rate), (int)(seconds * Spoken.Rate));
        var samples = new float[speech + (2 * around)];
        for (var i = 0; i < samples.Length; i++)
        {
            random = (random * 1_664_525) + 1_013_904_223;
            var hiss = noise * (((random >> 8) / (float)(1 << 23)) - 1);
            var voice = i < around || i >= around + speech ? 0 : (long)i * 2 * hertz / Spoken.Rate % 2 == 0 ? level : -level;
            samples[i] = Math.Clamp(voice + hiss, -1, 1);
        }

        return samples;
    }
}
