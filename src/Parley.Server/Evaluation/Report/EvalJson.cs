using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Server.Evaluation.Clips;
using Parley.Server.Evaluation.Live;

namespace Parley.Server.Evaluation.Report;

/// <summary>The result of an evaluation for a program; <c>docs/evaluation.md</c> lists the fields.</summary>
internal static class EvalJson
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(string? model, string mode, EvalRun run, IReadOnlyList<EvalSummary> rows)
    {
        var skipped = new JsonObject();
        foreach (var (language, count) in run.Skipped)
        {
            skipped[language] = count;
        }

        return new JsonObject
        {
            ["model"] = model,
            ["mode"] = mode,
            ["wall_seconds"] = Rounded(run.Elapsed.TotalSeconds),
            ["totals"] = new JsonArray([.. rows.Where(row => row.Set is null).Select(Row)]),
            ["sets"] = new JsonArray([.. rows.Where(row => row.Set is not null).Select(Row)]),
            ["skipped_languages"] = skipped,
            ["clips"] = new JsonArray([.. run.Results.Select(Clip)]),
        }.ToJsonString(Readable);
    }

    private static JsonObject Row(EvalSummary row)
    {
        var json = new JsonObject
        {
            ["set"] = row.Set,
            ["unit"] = row.Characters ? "character" : "word",
            ["clips"] = row.Clips,
            ["failed"] = row.Failed,
            ["empty"] = row.Empty,
        };
        Add(json, row.Counts);
        json["audio_seconds"] = Rounded(row.AudioSeconds);
        json["wall_seconds"] = Rounded(row.WallSeconds);
        json["cpu_seconds"] = Rounded(row.ProcessorSeconds);
        json["real_time_factor"] = Rounded(row.RealTimeFactor);
        json["audio_per_wall_second"] = Rounded(row.AudioPerWallSecond);
        json["audio_per_cpu_second"] = Rounded(row.AudioPerProcessorSecond);
        json["live"] = row.Live is { } live ? Live(live) : null;
        return json;
    }

    private static JsonObject Clip(ClipResult result)
    {
        var json = new JsonObject
        {
            ["file"] = result.Clip.Name,
            ["set"] = result.Clip.Set,
            ["language"] = result.Clip.Language,
            ["reference"] = result.Clip.Reference,
            ["hypothesis"] = result.Hypothesis,
            ["failure"] = result.Failure,
        };
        Add(json, result.Counts);
        json["audio_seconds"] = Rounded(result.AudioSeconds);
        json["wall_seconds"] = Rounded(result.Elapsed.TotalSeconds);
        json["cpu_seconds"] = Rounded(result.Processor?.TotalSeconds);
        json["live"] = result.Live is { } live ? Live(live) : null;
        return json;
    }

    private static void Add(JsonObject json, ErrorCounts counts)
    {
        json["reference_units"] = counts.Reference;
        json["error_rate"] = Rounded(counts.Rate);
        json["substitutions"] = counts.Substitutions;
        json["deletions"] = counts.Deletions;
        json["insertions"] = counts.Insertions;
        json["joined"] = counts.Joined;
    }

    private static JsonObject Live(LiveMeasures live) => new()
    {
        ["utterances"] = live.Utterances,
        ["first_partial_ms"] = Spread(live.FirstPartials),
        ["final_ms"] = Spread(live.Finals),
        ["words_shown"] = live.Words.Shown,
        ["words_changed"] = live.Words.Changed,
        ["unstable_share"] = Rounded(live.Words.Share),
        ["exact_words_shown"] = live.ExactWords.Shown,
        ["exact_words_changed"] = live.ExactWords.Changed,
        ["exact_unstable_share"] = Rounded(live.ExactWords.Share),
        ["stable_rewritten"] = live.StableRewritten,
        ["worst_slip_ms"] = Rounded(live.WorstSlip),
    };

    private static JsonObject? Spread(IReadOnlyList<double> values) => Percentiles.Of(values) is { } spread
        ? new JsonObject
        {
            ["count"] = spread.Count,
            ["p50"] = Rounded(spread.P50),
            ["p95"] = Rounded(spread.P95),
            ["max"] = Rounded(spread.Max),
        }
        : null;

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, 5) : null;
}
