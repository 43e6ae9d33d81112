using Parley.Server.Evaluation.Clips;
using Parley.Server.Evaluation.Live;

namespace Parley.Server.Evaluation.Report;

/// <summary>The sums of a set, or of everything.</summary>
/// <param name="Set">The set's name; null for the total.</param>
/// <param name="Characters">Whether characters were counted and not words.</param>
/// <param name="Clips">Clips that were evaluated.</param>
/// <param name="Failed">Clips that could not be; they are in no other figure.</param>
/// <param name="Empty">Clips in which something was said and nothing heard.</param>
internal sealed record EvalSummary(string? Set, bool Characters, int Clips, int Failed, int Empty)
{
    public ErrorCounts Counts { get; private init; }

    public double AudioSeconds { get; private init; }

    public double WallSeconds { get; private init; }

    /// <summary>Null where it cannot be told.</summary>
    public double? ProcessorSeconds { get; private init; }

    public LiveMeasures? Live { get; private init; }

    /// <summary>Wall time over the length of the audio: below 1 is faster than real time.</summary>
    public double? RealTimeFactor => AudioSeconds > 0 ? WallSeconds / AudioSeconds : null;

    public double? AudioPerWallSecond => WallSeconds > 0 ? AudioSeconds / WallSeconds : null;

    public double? AudioPerProcessorSecond => ProcessorSeconds > 0 ? AudioSeconds / ProcessorSeconds : null;

    /// <summary>One row a set, and a total for each kind of unit: words and characters are never added up.</summary>
    /// <param name="run">What came of the list.</param>
    /// <param name="remote">Whether another process did the work, so that this one's processor time says nothing.</param>
    public static IReadOnlyList<EvalSummary> Of(EvalRun run, bool remote)
    {
        var rows = new List<EvalSummary>();
        foreach (var kind in run.Results.GroupBy(InCharacters).OrderBy(group => group.Key))
        {
            var sets = kind.GroupBy(result => result.Clip.Set, StringComparer.Ordinal).ToList();
            rows.AddRange(sets.Select(set => Sum(set.Key, kind.Key, [.. set], remote)));
            rows.Add(Sum(null, kind.Key, [.. kind], remote));
        }

        if (rows is [.., { Set: null } total] && rows.Count(row => row.Set is null) == 1)
        {
            // Clips may have run side by side: the whole run's time is the truth for the total.
            rows[^1] = total with
            {
                WallSeconds = run.Elapsed.TotalSeconds,
                ProcessorSeconds = remote ? null : run.Processor.TotalSeconds,
            };
        }

        return rows;
    }

    private static EvalSummary Sum(string? set, bool characters, List<ClipResult> all, bool remote)
    {
        var results = all.FindAll(result => result.Failure is null);
        var live = results.Select(result => result.Live).OfType<LiveMeasures>().ToList();
        return new EvalSummary(set, characters, results.Count, all.Count - results.Count, results.Count(result => result.Empty))
        {
            Counts = results.Aggregate(default(ErrorCounts), (sum, result) => sum + result.Counts),
            AudioSeconds = results.Sum(result => result.AudioSeconds),
            WallSeconds = results.Sum(result => result.Elapsed.TotalSeconds),
            ProcessorSeconds = remote || results.Exists(result => result.Processor is null)
                ? null
                : results.Sum(result => result.Processor!.Value.TotalSeconds),
            Live = live.Count > 0 ? live.Aggregate(LiveMeasures.None, (sum, one) => sum + one) : null,
        };
    }

    private static bool InCharacters(ClipResult result) => TextNormaliser.CountsCharacters(result.Clip.Language);
}
