using FsCheck;
using FsCheck.Fluent;

namespace Parley.Engine.Transcription.Subtitles;

public sealed class SubtitleLayoutTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan End = TimeSpan.FromSeconds(30);

    /// <summary>Words of many lengths, punctuation, Chinese, emoji, spaces, and words longer than a line.</summary>
    private static readonly Arbitrary<string> Texts = Gen.Elements(
            "a", "the", "subtitle", "incomprehensibilities", "yes.", "but,", "really?", "“quoted,”", "(so)", "42.5",
            "你好", "今天天氣很好，", "「是的。」", "我們走吧！", "👩‍👩‍👧‍👦", "e\u0301", new string('x', 100), new string('長', 70), "-->", "<b>")
        .Zip(Gen.Elements(" ", "", "  ", "\n"), (word, space) => word + space)
        .ListOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void A_short_sentence_is_one_line_for_its_whole_time()
    {
        var cue = Assert.Single(SubtitleLayout.Cues("The quick brown fox.", Start, End));

        Assert.Equal(["The quick brown fox."], cue.Lines);
        Assert.Equal((Start, End), (cue.Start, cue.End));
    }

    [Fact]
    public void What_fits_in_two_lines_is_broken_at_a_clause_near_the_middle() => Assert.Equal(
        ["When in the course of human events,", "it becomes necessary to say something"],
        Assert.Single(SubtitleLayout.Cues(
            "When in the course of human events, it becomes necessary to say something", Start, End)).Lines);

    [Fact]
    public void Longer_text_becomes_cues_that_end_with_sentences()
    {
        var cues = SubtitleLayout.Cues(
            "The first sentence is here and it has some length. The second sentence follows it without a pause, and goes on.",
            Start, End);

        Assert.Equal(2, cues.Count);
        Assert.Equal("The first sentence is here and it has some length.", string.Join(' ', cues[0].Lines));
    }

    [Fact]
    public void Time_is_shared_out_by_length()
    {
        var half = "Twenty one narrow signs here and some thirty more.";
        var cues = SubtitleLayout.Cues($"{half} {half}", Start, End);

        Assert.Equal(2, cues.Count);
        Assert.Equal(20, cues[1].Start.TotalSeconds, 0.2);
    }

    [Fact]
    public void Chinese_lines_hold_20_characters_and_never_start_with_a_full_stop()
    {
        var cues = SubtitleLayout.Cues(new string('字', 19) + "。" + new string('句', 20) + "。" + new string('末', 30), Start, End);

        Assert.All(cues.SelectMany(cue => cue.Lines), line =>
        {
            Assert.InRange(line.Length, 1, 20);
            Assert.DoesNotMatch("^。", line);
        });
    }

    [Fact]
    public void Nothing_said_is_no_cue() => Assert.Empty(SubtitleLayout.Cues(" \n ", Start, End));

    [Fact]
    public void Whatever_the_text_no_character_is_lost() => Prop.ForAll(Texts, text =>
        Bare(text).Equals(
            Bare(string.Concat(SubtitleLayout.Cues(text, Start, End).SelectMany(cue => cue.Lines))), StringComparison.Ordinal))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_text_no_cue_has_more_than_two_lines_of_42_columns() => Prop.ForAll(Texts, text =>
        SubtitleLayout.Cues(text, Start, End).All(cue =>
            cue.Lines.Count is 1 or 2
            && cue.Lines.All(line => SubtitlePieces.Of(line).Sum(p => p.Width + (p.SpaceBefore ? SubtitlePieces.Narrow : 0))
                <= SubtitlePieces.LineWidth)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_text_times_only_grow_and_stay_within_what_was_said() => Prop.ForAll(Texts, text =>
    {
        var times = SubtitleLayout.Cues(text, Start, End).SelectMany(cue => new[] { cue.Start, cue.End }).ToList();
        return times.Count == 0 || (times[0] == Start && times[^1] == End && times.Zip(times.Skip(1)).All(t => t.First <= t.Second));
    }).QuickCheckThrowOnFailure();

    private static string Bare(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
