using Parley.Audio.Levels;
using Parley.Engine.Turns;
using Parley.Providers;

namespace Parley.Engine.Pipeline;

/// <summary>
/// Tells speech from silence. A cheap energy gate stands before the voice detector: digital silence and quiet rooms
/// never reach the model. When the gate opens, the detector hears the frame before as well, so that a soft onset counts.
/// </summary>
internal sealed class SpeechGate(IVoiceDetector detector) : IDisposable
{
    /// <summary>Below this no speech is understood; measured on speech turned down until the recogniser failed.</summary>
    private const float ClosedBelowDbfs = -60;

    /// <summary>How long the gate stays open after the last frame that was loud enough.</summary>
    private const int HoldFrames = 16;

    private readonly float[] _before = new float[detector.FrameLength];
    private int _hold;
    private long _start;
    private float _power;

    /// <summary>Samples in a frame, 16 kHz.</summary>
    public int FrameLength => detector.FrameLength;

    /// <summary>Judges the next frame, which starts at <paramref name="start"/>.</summary>
    public VoiceFrame Judge(ReadOnlySpan<float> frame, long start)
    {
        var probability = Admit(frame, start) ? detector.Detect(frame) : 0;
        frame.CopyTo(_before);
        return Judged(probability);
    }

    /// <summary>
    /// As <see cref="Judge"/>; false when the frame is judged together with others, and nothing else may be asked until
    /// <see cref="TryTake"/> has it.
    /// </summary>
    /// <param name="later">Called once when it is judged, on any thread.</param>
    public bool TryJudge(ReadOnlySpan<float> frame, long start, Action later, out VoiceFrame judged)
    {
        var probability = 0f;
        var known = !Admit(frame, start) || detector.TryDetect(frame, later, out probability);
        frame.CopyTo(_before);
        judged = Judged(probability);
        return known;
    }

    /// <summary>The frame that was put off; false while it is not judged.</summary>
    public bool TryTake(out VoiceFrame judged)
    {
        var known = detector.TryTake(out var probability);
        judged = Judged(probability);
        return known;
    }

    public void Dispose() => detector.Dispose();

    /// <summary>Forgets what was heard: the audio that follows does not continue it.</summary>
    public void Reset()
    {
        _hold = 0;
        Array.Clear(_before);
    }

    /// <summary>Whether the detector is to hear this frame.</summary>
    private bool Admit(ReadOnlySpan<float> frame, long start)
    {
        var rms = Level.Rms(frame);
        (_start, _power) = (start, rms * rms);
        var wasOpen = _hold > 0;
        _hold = Level.Dbfs(rms) >= ClosedBelowDbfs ? HoldFrames : Math.Max(0, _hold - 1);
        if (_hold > 0 && !wasOpen)
        {
            detector.Reset();
            _ = detector.Detect(_before);
        }

        return _hold > 0;
    }

    private VoiceFrame Judged(float probability) => new(_start, _before.Length, probability, _power);
}
