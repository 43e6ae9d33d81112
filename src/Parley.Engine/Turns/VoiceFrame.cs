using Parley.Events;

namespace Parley.Engine.Turns;

/// <summary>What was heard in one frame of audio.</summary>
/// <param name="Start">First sample, 16 kHz.</param>
/// <param name="Length">Samples.</param>
/// <param name="Probability">That it holds speech, 0 to 1.</param>
/// <param name="Power">Mean square of the samples.</param>
public readonly record struct VoiceFrame(long Start, int Length, float Probability, float Power)
{
    public long End => Start + Length;
}

/// <summary>A decision of the endpointer.</summary>
/// <param name="At">Where in the audio it applies; not where it was decided.</param>
public readonly record struct TurnMark(TurnMarkKind Kind, long At, SpeechEndReason Reason);

public enum TurnMarkKind
{
    /// <summary>An utterance starts.</summary>
    Started,

    /// <summary>Speech stopped; perhaps the utterance is over.</summary>
    Paused,

    /// <summary>Speech goes on after a pause.</summary>
    Resumed,

    /// <summary>The utterance is over.</summary>
    Ended,
}

/// <summary>How the endpointer reads voice frames; chosen with <c>./parley eval</c>.</summary>
public sealed record EndpointerTuning
{
    /// <summary>A detector is never surer of silence than this; at 0 everything would be speech without an end.</summary>
    private const float LeastThreshold = 0.02f;

    private const int SamplesPerMs = 16;

    /// <summary>Probability at which speech starts or resumes.</summary>
    public float StartThreshold { get; init; } = 0.5f;

    /// <summary>Probability below which a frame counts as silence.</summary>
    public float EndThreshold { get; init; } = 0.35f;

    /// <summary>Voiced frames that make a start.</summary>
    public int StartFrames { get; init; } = 3;

    /// <summary>Silence after which speech counts as paused.</summary>
    public int PauseMs { get; init; } = 64;

    /// <summary>Share of the silence that is needed after the end of a sentence.</summary>
    public double SentenceEndFactor { get; init; } = 0.7;

    /// <summary>A sentence's end never shortens the silence below this.</summary>
    public int MinSilenceMs { get; init; } = 200;

    /// <summary>The silence that closes an utterance after the end of a sentence, samples at 16 kHz; null when only the client closes it.</summary>
    public long? ShortestSilence(EndpointingOptions options) =>
        options.Manual ? null : (long)Math.Min(options.SilenceMs, Math.Max(options.SilenceMs * SentenceEndFactor, MinSilenceMs)) * SamplesPerMs;

    /// <summary>The same, with speech starting at another probability and ending as far below it.</summary>
    public EndpointerTuning StartingAt(float threshold) => this with
    {
        StartThreshold = Math.Max(threshold, LeastThreshold),
        EndThreshold = Math.Max(threshold - (StartThreshold - EndThreshold), LeastThreshold / 2),
    };
}
