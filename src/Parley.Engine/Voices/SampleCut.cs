using Parley.Audio;
using Parley.Audio.Levels;
using Parley.Voices;

namespace Parley.Engine.Voices;

/// <summary>What is kept of a recording: its speech with short pauses, at the loudness that engines are used to.</summary>
internal static class SampleCut
{
    /// <summary>Frames that stay on either side of speech: a quarter of a second.</summary>
    private const int Margin = 8;

    private const double LoudnessDbfs = -20;
    private const double PeakDbfs = -1;

    public static float[] Of(HeardFrames heard, VoiceQuality quality, double mostSeconds)
    {
        var kept = new List<float>();
        foreach (var frame in heard.Near(Margin))
        {
            kept.AddRange(heard.Samples(frame));
        }

        var most = (int)(mostSeconds * AudioFormat.EngineRate);
        var samples = kept.Take(most).ToArray();
        var room = PeakDbfs - Level.Dbfs(Level.Peak(samples));
        var gain = (float)Math.Pow(10, Math.Min(LoudnessDbfs - quality.LoudnessDbfs, room) / 20);
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] *= gain;
        }

        return samples;
    }
}
