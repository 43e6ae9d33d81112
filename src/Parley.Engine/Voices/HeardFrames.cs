using Parley.Engine.Pipeline;
using Parley.Engine.Turns;
using Parley.Providers;

namespace Parley.Engine.Voices;

/// <summary>A recording cut into the voice detector's frames, each judged; what is left at its end is no frame.</summary>
internal sealed class HeardFrames
{
    private readonly float[] _samples;
    private readonly List<VoiceFrame> _frames = [];
    private readonly float _threshold;

    private HeardFrames(float[] samples, float threshold) => (_samples, _threshold) = (samples, threshold);

    public int Count => _frames.Count;

    public double SpeechSeconds => Speech.Sum(frame => (double)frame.Length) / AudioRate;

    public IEnumerable<VoiceFrame> Speech => _frames.Where(IsSpeech);

    private static int AudioRate => Audio.AudioFormat.EngineRate;

    public static HeardFrames Of(float[] mono16k, IVoiceDetectorFactory detectors, float threshold, CancellationToken cancellation)
    {
        var heard = new HeardFrames(mono16k, threshold);
        using var gate = new SpeechGate(detectors.Create());
        for (var start = 0; start + gate.FrameLength <= mono16k.Length; start += gate.FrameLength)
        {
            cancellation.ThrowIfCancellationRequested();
            heard._frames.Add(gate.Judge(mono16k.AsSpan(start, gate.FrameLength), start));
        }

        return heard;
    }

    public ReadOnlySpan<float> Samples(VoiceFrame frame) => _samples.AsSpan((int)frame.Start, frame.Length);

    /// <summary>The frames that are speech or at most so many away from some, in order.</summary>
    public IEnumerable<VoiceFrame> Near(int frames) => _frames.Where((_, at) => IsNear(at, frames));

    /// <summary>The frames that are further than so many away from all speech.</summary>
    public IEnumerable<VoiceFrame> Away(int frames) => _frames.Where((_, at) => !IsNear(at, frames));

    private bool IsNear(int at, int frames)
    {
        for (var other = Math.Max(0, at - frames); other <= Math.Min(_frames.Count - 1, at + frames); other++)
        {
            if (IsSpeech(_frames[other]))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSpeech(VoiceFrame frame) => frame.Probability >= _threshold;
}
