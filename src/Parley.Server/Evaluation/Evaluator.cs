using System.Diagnostics;
using Parley.Failures;
using Parley.Server.Evaluation.Clips;

namespace Parley.Server.Evaluation;

/// <summary>Runs a list of clips and compares what was heard with what was said.</summary>
/// <param name="jobs">Clips at once.</param>
internal sealed class Evaluator(IClipRunner runner, TimeProvider time, int jobs)
{
    /// <summary>Evaluates the clips; <paramref name="done"/> is told after each.</summary>
    public async Task<EvalRun> RunAsync(
        IReadOnlyList<Clip> clips, Action<ClipResult> done, CancellationToken cancellation)
    {
        var results = new ClipResult?[clips.Count];
        var (started, processor) = (time.GetTimestamp(), Processor());
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation };
        await Parallel.ForAsync(0, clips.Count, options, async (index, token) =>
        {
            results[index] = await RunAsync(clips[index], token);
            lock (results)
            {
                if (results[index] is { } result)
                {
                    done(result);
                }
            }
        });
        return new EvalRun(
            [.. results.OfType<ClipResult>()],
            clips.Where((_, index) => results[index] is null).CountBy(clip => clip.Language, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(StringComparer.OrdinalIgnoreCase),
            time.GetElapsedTime(started),
            Processor() - processor);
    }

    /// <summary>The clip's result; null when the model does not understand its language.</summary>
    private async Task<ClipResult?> RunAsync(Clip clip, CancellationToken cancellation)
    {
        var (started, processor) = (time.GetTimestamp(), Processor());
        var heard = await runner.RunAsync(clip, cancellation);
        var elapsed = time.GetElapsedTime(started);
        if (!heard.Succeeded)
        {
            return string.Equals(heard.Error.Code, ErrorCodes.UnsupportedLanguage, StringComparison.Ordinal)
                ? null
                : new ClipResult(clip, "", default, 0, elapsed) { Failure = heard.Error.Message };
        }

        var counts = ErrorRate.Compare(
            TextNormaliser.Normalise(clip.Reference, clip.Language),
            TextNormaliser.Normalise(heard.Value.Text, clip.Language));
        return new ClipResult(clip, heard.Value.Text, counts, heard.Value.AudioSeconds, elapsed)
        {
            // With several clips at once the processor's time cannot be divided between them.
            Processor = jobs == 1 ? Processor() - processor : null,
            Live = heard.Value.Live,
        };
    }

    private static TimeSpan Processor()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}

/// <summary>What came of a list of clips.</summary>
/// <param name="Results">In the order of the list, without those that were skipped.</param>
/// <param name="Skipped">How many clips were skipped because the model does not understand their language, by language.</param>
/// <param name="Elapsed">Wall time, loading of the model not included.</param>
/// <param name="Processor">Processor time of this process in it.</param>
internal sealed record EvalRun(
    IReadOnlyList<ClipResult> Results, IReadOnlyDictionary<string, int> Skipped, TimeSpan Elapsed, TimeSpan Processor);
