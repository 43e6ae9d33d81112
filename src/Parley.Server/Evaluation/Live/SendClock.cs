using Parley.Server.Evaluation.Clips;

namespace Parley.Server.Evaluation.Live;

/// <summary>Remembers when each frame of audio was sent, so that the arrival of any sample is known.</summary>
internal sealed class SendClock
{
    /// <summary>20 ms.</summary>
    public const int FrameSamples = ClipAudio.Rate / 50;

    private readonly List<TimeSpan> _sent = [];

    /// <summary>The most that a frame was sent after it was due.</summary>
    public TimeSpan WorstSlip { get; private set; }

    /// <summary>The next frame is sent at <paramref name="at"/>, and was due at <paramref name="due"/>.</summary>
    public void Send(TimeSpan at, TimeSpan due)
    {
        lock (_sent)
        {
            _sent.Add(at);
            WorstSlip = at - due > WorstSlip ? at - due : WorstSlip;
        }
    }

    /// <summary>When the sample at this place was sent, seconds from the first sample.</summary>
    public TimeSpan SentAt(double seconds) => Frame((long)Math.Round(seconds * ClipAudio.Rate));

    /// <summary>When the last sample before this place was sent.</summary>
    public TimeSpan SentBefore(double seconds) => Frame((long)Math.Round(seconds * ClipAudio.Rate) - 1);

    private TimeSpan Frame(long sample)
    {
        lock (_sent)
        {
            return _sent[(int)Math.Clamp(sample / FrameSamples, 0, _sent.Count - 1)];
        }
    }
}
