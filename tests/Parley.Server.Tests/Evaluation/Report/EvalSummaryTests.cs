using Parley.Server.Evaluation;
using Parley.Server.Evaluation.Clips;
using Parley.Server.Evaluation.Report;

namespace Parley.Server.Tests.Evaluation.Report;

public sealed class EvalSummaryTests
{
    [Fact]
    public void Sets_are_summed_up_and_then_everything()
    {
        var rows = Rows(
            Result("a/1.wav", "en", "hi there", new ErrorCounts(2, 1, 0, 0, 0)),
            Result("b/2.wav", "en", "hi", new ErrorCounts(3, 0, 2, 0, 0)),
            Result("a/3.wav", "en", "hi", new ErrorCounts(5, 0, 0, 1, 0)));
        Assert.Equal("a, b, total", string.Join(", ", rows.Select(row => row.Set ?? "total")));
        Assert.Equal([2, 1, 3], rows.Select(row => row.Clips));
        Assert.Equal([2.0 / 7, 2.0 / 3, 4.0 / 10], rows.Select(row => row.Counts.Rate));
    }

    [Fact]
    public void Words_and_characters_are_never_added_up()
    {
        var rows = Rows(
            Result("a/1.wav", "en", "hi", new ErrorCounts(2, 0, 0, 0, 0)),
            Result("a/2.wav", "zh", "好", new ErrorCounts(9, 9, 0, 0, 0)));
        Assert.Equal([(false, 2), (true, 9)], rows.Where(row => row.Set is null).Select(row => (row.Characters, row.Counts.Reference)));
    }

    [Fact]
    public void A_clip_that_failed_is_counted_as_failed_and_in_no_other_figure()
    {
        var total = Rows(
            Result("a/1.wav", "en", "hi", new ErrorCounts(2, 0, 0, 0, 0)),
            Result("a/2.wav", "en", "", default) with { Failure = "broken" })[^1];
        Assert.Equal((1, 1, 0, 10.0), (total.Clips, total.Failed, total.Empty, total.AudioSeconds));
    }

    [Fact]
    public void Nothing_heard_is_empty_only_where_something_was_said()
    {
        var total = Rows(
            Result("a/1.wav", "en", "", new ErrorCounts(2, 0, 2, 0, 0)),
            Result("a/noise.wav", "en", "", default))[^1];
        Assert.Equal(1, total.Empty);
    }

    [Fact]
    public void The_total_s_time_is_that_of_the_run_since_clips_may_run_side_by_side()
    {
        var rows = Rows(
            Result("a/1.wav", "en", "hi", default), Result("a/2.wav", "en", "hi", default));
        Assert.Equal([8.0, 5.0], rows.Select(row => row.WallSeconds));
        Assert.Equal((0.25, 4.0, 10.0), (rows[1].RealTimeFactor, rows[1].AudioPerWallSecond, rows[1].AudioPerProcessorSecond));
    }

    [Fact]
    public void A_server_s_processor_time_is_unknown()
    {
        var run = new EvalRun([Result("a/1.wav", "en", "hi", default)], Skipped, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2));
        Assert.All(EvalSummary.Of(run, remote: true), row => Assert.Null(row.ProcessorSeconds));
    }

    private static readonly Dictionary<string, int> Skipped = [];

    private static IReadOnlyList<EvalSummary> Rows(params ClipResult[] results) =>
        EvalSummary.Of(new EvalRun(results, Skipped, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2)), remote: false);

    private static ClipResult Result(string name, string language, string heard, ErrorCounts counts) => new(
        new Clip("/" + name, name, Path.GetDirectoryName(name)!, "", language), heard, counts, 10, TimeSpan.FromSeconds(4))
    {
        Processor = TimeSpan.FromSeconds(1),
    };
}
