using Parley.Server.Evaluation.Live;

namespace Parley.Server.Evaluation.Clips;

/// <summary>What became of one clip.</summary>
/// <param name="Clip">The clip.</param>
/// <param name="Hypothesis">Everything that was heard, finals joined.</param>
/// <param name="Counts">Errors against the reference, in the units of the clip's language.</param>
/// <param name="AudioSeconds">Length of the audio.</param>
/// <param name="Elapsed">Wall time.</param>
public sealed record ClipResult(Clip Clip, string Hypothesis, ErrorCounts Counts, double AudioSeconds, TimeSpan Elapsed)
{
    /// <summary>Processor time of this process; null where it cannot be told apart.</summary>
    public TimeSpan? Processor { get; init; }

    /// <summary>Why the clip could not be evaluated; it is then in no sum.</summary>
    public string? Failure { get; init; }

    /// <summary>What happened when; null for recorded files.</summary>
    public LiveMeasures? Live { get; init; }

    /// <summary>Nothing was heard where something was said.</summary>
    public bool Empty => Counts.Reference > 0 && Hypothesis.Length == 0;
}
