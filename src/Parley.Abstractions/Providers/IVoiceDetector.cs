namespace Parley.Providers;

/// <summary>Makes voice detectors; one belongs to one stream of audio.</summary>
public interface IVoiceDetectorFactory
{
    IVoiceDetector Create();
}

/// <summary>Tells speech from the rest, frame by frame. Not thread-safe; keeps state between frames.</summary>
public interface IVoiceDetector : IDisposable
{
    /// <summary>Samples in a frame, 16 kHz.</summary>
    int FrameLength { get; }

    /// <summary>The probability, 0 to 1, that this frame holds speech. Allocates nothing.</summary>
    float Detect(ReadOnlySpan<float> frame);

    /// <summary>Forgets what was heard, as at the start of a new stream.</summary>
    void Reset();
}
