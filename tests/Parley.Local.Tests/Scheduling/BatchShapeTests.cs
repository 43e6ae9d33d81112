using Parley.Local.Scheduling;
using Parley.Providers;

namespace Parley.Local.Tests.Scheduling;

/// <summary>Which utterances are decoded in one go.</summary>
public sealed class BatchShapeTests
{
    private const int Second = 16_000;

    private static readonly object Model = new();

    [Fact]
    public void Utterances_of_one_model_go_together_in_their_order() =>
        Assert.Equal("a b c", Chosen(Item("first", 2), Item("a", 2), Item("b", 1), Item("c", 3)));

    [Fact]
    public void Those_of_another_model_and_those_that_go_alone_do_not() =>
        Assert.Equal("c", Chosen(Item("first", 3), Item("a", 3, model: new object()), Item("b", 3, alone: true), Item("c", 3)));

    [Fact]
    public void What_goes_alone_takes_nobody_with_it() => Assert.Equal("", Chosen(Item("first", 3, alone: true), Item("a", 3)));

    [Fact]
    public void None_is_filled_up_with_more_silence_than_it_can_take() =>
        Assert.Equal("b", Chosen(Item("first", 3), Item("a", 5.1), Item("b", 4), Item("c", 1.9)));

    [Fact]
    public void One_that_breaks_off_in_a_word_goes_with_no_longer_ones() =>
        Assert.Equal("b d", Chosen(Item("first", 2, slack: 0), Item("a", 2.1), Item("b", 1), Item("c", 1.5, slack: 0), Item("d", 2, slack: 0)));

    [Fact]
    public void At_most_eight_go_together() =>
        Assert.Equal(7, Chosen(Item("first", 1), [.. Enumerable.Range(0, 20).Select(i => Item($"{i}", 1))]).Split(' ').Length);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(199, 2)]
    [InlineData(200, 6)]
    public void While_somebody_waits_for_each_there_is_less_in_one_go_unless_they_have_waited_long(int waitedMs, int mates) => Assert.Equal(
        mates, Chosen(TimeSpan.FromMilliseconds(waitedMs), Item("first", 4), [.. Enumerable.Range(0, 20).Select(i => Item($"{i}", 4))]).Split(' ').Length);

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    public void Segments_of_files_never_go_in_more_audio_so_that_their_memory_stays_flat(int waitedMs) => Assert.Equal(
        2, Chosen(TimeSpan.FromMilliseconds(waitedMs), Item("first", 4, Urgency.Batch), [.. Enumerable.Range(0, 20).Select(i => Item($"{i}", 4, Urgency.Batch))]).Split(' ').Length);

    private static string Chosen(WorkItem first, params WorkItem[] waiting) => Chosen(TimeSpan.Zero, first, waiting);

    private static string Chosen(TimeSpan waited, WorkItem first, params WorkItem[] waiting) =>
        string.Join(' ', BatchShape.Mates(first, waited, waiting).Select(item => item.Session));

    private static WorkItem<int> Item(string session, double seconds, Urgency urgency = Urgency.Final, object? model = null, bool alone = false, double slack = 2) =>
        new(session, urgency, () => 0) { Shape = new BatchShape(alone ? null : model ?? Model, (int)(seconds * Second), (int)(slack * Second)) };
}
