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

    /// <summary>Samples in a frame, 16 kHz.</summary>
    public int FrameLength => detector.FrameLength;

    /// <summary>Judges the next frame, which starts at <paramref name="start"/>.</summary>
    public VoiceFrame Judge(ReadOnlySpan<float> frame, long start)
    {
        var rms = Level.Rms(frame);
        var wasOpen = _hold > 0;
        _hold = Level.Dbfs(rms) >= ClosedBelowDbfs ? HoldFrames : Math.Max(0, _hold - 1);
        var probability = 0f;
        if (_hold > 0)
        {
            if (!wasOpen)
            {
                detector.Reset();
                _ = detector.Detect(_before);
            }

            probability = detector.Detect(frame);
        }

        frame.CopyTo(_before);
        return new VoiceFrame(start, frame.Length, probability, rms * rms);
    }

    public void Dispose() => detector.Dispose();

    /// <summary>Forgets what was heard: the audio that follows does not continue it.</summary>
    public void Reset()
    {
        _hold = 0;
        Array.Clear(_before);
    }
}
