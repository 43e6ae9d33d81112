using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Pipeline;

namespace Parley.Engine.Tests.Pipeline;

public sealed class SampleHistoryTests
{
    [Fact]
    public void What_was_appended_is_copied_back()
    {
        using var history = Counted(10_000);
        Assert.Equal((0, 10_000), (history.Start, history.End));
        Assert.Equal(Count(3_000, 6_000), Copy(history, 3_000, 6_000));
    }

    [Fact]
    public void What_is_not_there_is_silence()
    {
        using var history = Counted(100);
        Assert.Equal([0, 0, .. Count(0, 3)], Copy(history, -2, 5));
        Assert.Equal([.. Count(98, 2), 0, 0], Copy(history, 98, 4));
        Assert.Equal([0, 0], Copy(history, 1_000_000, 2));
    }

    [Fact]
    public void Trimming_gives_back_what_is_before_and_keeps_what_was_asked_to_be_kept()
    {
        using var history = Counted(50_000);
        history.Trim(40_000);
        Assert.InRange(history.Start, 30_000, 40_000);
        Assert.Equal(Count(40_000, 10_000), Copy(history, 40_000, 10_000));
        Assert.Equal(new float[10], Copy(history, 0, 10));
    }

    [Fact]
    public void Trimming_beyond_the_end_or_backwards_loses_nothing_that_follows()
    {
        using var history = Counted(5_000);
        history.Trim(1_000_000);
        Assert.InRange(history.Start, 0, 5_000);
        history.Trim(0);
        history.Append(Count(5_000, 5_000));
        Assert.Equal(Count(5_000, 5_000), Copy(history, 5_000, 5_000));
    }

    [Fact]
    public void What_was_held_before_a_break_is_silence_for_what_comes_after()
    {
        using var history = Counted(5_000);
        history.Break();
        history.Append(Count(5_000, 100));
        Assert.Equal(5_000, history.Start);
        Assert.Equal([0, 0, .. Count(5_000, 3)], Copy(history, 4_998, 5));
    }

    [Fact]
    public void However_it_is_appended_and_trimmed_what_is_kept_is_right()
    {
        var steps = (from length in Gen.Choose(0, 9_000) from back in Gen.Choose(0, 20_000) select (length, back)).ArrayOf();
        Prop.ForAll(steps.ToArbitrary(), taken =>
        {
            using var history = new SampleHistory();
            var trimmed = 0L;
            foreach (var (length, back) in taken)
            {
                history.Append(Count(history.End, length));
                history.Trim(history.End - back);
                trimmed = Math.Max(trimmed, history.End - back);
                var from = history.Start;
                Assert.InRange(from, 0, trimmed);
                Assert.Equal(Count(from, (int)(history.End - from)), Copy(history, from, (int)(history.End - from)));
            }
        }).QuickCheckThrowOnFailure();
    }

    private static SampleHistory Counted(int length)
    {
        var history = new SampleHistory();
        history.Append(Count(0, length));
        return history;
    }

    /// <summary>Samples that are their own positions.</summary>
    private static float[] Count(long from, int length) => [.. Enumerable.Range((int)from, length).Select(i => (float)i)];

    private static float[] Copy(SampleHistory history, long from, int length)
    {
        var copy = new float[length];
        Array.Fill(copy, -1);
        history.CopyTo(from, copy);
        return copy;
    }
}
