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

    /// <summary>
    /// As <see cref="Detect"/>, or together with frames of other streams, which costs less when there are many: false when
    /// the probability comes later, and nothing else may be asked until <see cref="TryTake"/> has it.
    /// </summary>
    /// <param name="later">Called once when it is there, on any thread.</param>
    bool TryDetect(ReadOnlySpan<float> frame, Action later, out float probability)
    {
        probability = Detect(frame);
        return true;
    }

    /// <summary>The probability that was put off; false while it is not there.</summary>
    bool TryTake(out float probability)
    {
        probability = 0;
        return false;
    }

    /// <summary>Forgets what was heard, as at the start of a new stream.</summary>
    void Reset();
}
