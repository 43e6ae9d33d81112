using Parley.Audio;
using Parley.Audio.Levels;
using Parley.Engine.Turns;
using Parley.Voices;

namespace Parley.Engine.Voices;

/// <summary>Measures the speech in a recording.</summary>
internal static class SampleMeasures
{
    /// <summary>From here on a sample counts as clipped: what was cut off at full scale does not come back from a codec exactly there.</summary>
    private const float FullScale = 0.99f;

    private const double MostNoiseRatio = 60;

    /// <summary>Frames beside speech hold its onset and its echo.</summary>
    private const int BesideSpeech = 3;

    /// <summary>Fewer frames of noise say nothing.</summary>
    private const int LeastNoise = 10;

    /// <summary>What is quieter was put there by a program; the noise in the speech is another.</summary>
    private const double DigitalSilence = 1e-9;

    public static VoiceQuality Of(ReadOnlySpan<float> recording, HeardFrames heard)
    {
        var speech = heard.Speech.ToList();
        var power = speech.Count == 0 ? 0 : speech.Average(frame => (double)frame.Power);
        return new VoiceQuality(
            Math.Round(heard.SpeechSeconds, 2),
            Math.Round(Level.Dbfs((float)Math.Sqrt(power)), 1),
            Math.Round(Level.Dbfs(Level.Peak(recording)), 1),
            Math.Round(Clipped(heard, speech), 5),
            Math.Round(NoiseRatio(heard, speech, power), 1))
        {
            PitchHz = Pitch.Of(Joined(heard, speech), AudioFormat.EngineRate) is { } pitch ? Math.Round(pitch, 1) : null,
        };
    }

    private static double Clipped(HeardFrames heard, List<VoiceFrame> speech)
    {
        var (clipped, all) = (0L, 0L);
        foreach (var frame in speech)
        {
            all += frame.Length;
            foreach (var sample in heard.Samples(frame))
            {
                clipped += MathF.Abs(sample) >= FullScale ? 1 : 0;
            }
        }

        return all == 0 ? 0 : (double)clipped / all;
    }

    private static double NoiseRatio(HeardFrames heard, List<VoiceFrame> speech, double power)
    {
        if (speech.Count == 0)
        {
            return 0;
        }

        var noise = heard.Away(BesideSpeech).Select(frame => (double)frame.Power).Where(quiet => quiet > DigitalSilence).ToList();
        if (noise.Count < LeastNoise)
        {
            // Without pauses the quietest tenth of the speech is mostly noise.
            noise = [.. speech.Select(frame => (double)frame.Power).Order().Take(Math.Max(1, speech.Count / 10))];
        }

        var floor = Math.Max(noise.Average(), DigitalSilence);
        return Math.Clamp(10 * Math.Log10(Math.Max(power - floor, DigitalSilence) / floor), 0, MostNoiseRatio);
    }

    private static float[] Joined(HeardFrames heard, List<VoiceFrame> frames)
    {
        var joined = new float[frames.Sum(frame => frame.Length)];
        var at = 0;
        foreach (var frame in frames)
        {
            heard.Samples(frame).CopyTo(joined.AsSpan(at));
            at += frame.Length;
        }

        return joined;
    }
}
