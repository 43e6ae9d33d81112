namespace Parley.Server.Evaluation.Live;

/// <summary>What was measured while one clip or many were played live.</summary>
public sealed record LiveMeasures
{
    public static readonly LiveMeasures None = new();

    /// <summary>Utterances in which speech was heard.</summary>
    public int Utterances { get; init; }

    /// <summary>
    /// From the arrival of an utterance's first sample of speech to its first partial, milliseconds. Not of utterances that
    /// go on where one of the longest length was cut.
    /// </summary>
    public IReadOnlyList<double> FirstPartials { get; init; } = [];

    /// <summary>
    /// From the arrival of an utterance's last sample of speech to its final, milliseconds; utterances that were closed
    /// by silence.
    /// </summary>
    public IReadOnlyList<double> Finals { get; init; } = [];

    /// <summary>Shown words that changed, case and punctuation aside.</summary>
    public ShownWords Words { get; init; }

    /// <summary>The same with case and punctuation.</summary>
    public ShownWords ExactWords { get; init; }

    /// <summary>How often <c>stable</c> was taken back, by a partial or by the final. Must be 0.</summary>
    public int StableRewritten { get; init; }

    /// <summary>How late audio was sent at worst, milliseconds: latencies are no better known than this.</summary>
    public double WorstSlip { get; init; }

    public static LiveMeasures operator +(LiveMeasures left, LiveMeasures right) => Add(left, right);

    public static LiveMeasures Add(LiveMeasures left, LiveMeasures right) => new()
    {
        Utterances = left.Utterances + right.Utterances,
        FirstPartials = [.. left.FirstPartials, .. right.FirstPartials],
        Finals = [.. left.Finals, .. right.Finals],
        Words = left.Words + right.Words,
        ExactWords = left.ExactWords + right.ExactWords,
        StableRewritten = left.StableRewritten + right.StableRewritten,
        WorstSlip = Math.Max(left.WorstSlip, right.WorstSlip),
    };
}
