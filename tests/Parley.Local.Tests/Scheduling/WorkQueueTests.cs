using FsCheck;
using FsCheck.Fluent;
using Parley.Local.Scheduling;
using Parley.Providers;

namespace Parley.Local.Tests.Scheduling;

public sealed class WorkQueueTests
{
    /// <summary>Turns after which the oldest of a class has gone for sure: its patience, and one for each other class that is out of patience too.</summary>
    private const int Turns = EngineScheduler.PatienceTurns + 4;

    private static readonly EngineLoad Busy = new(GuessesWait: true, PartialsWait: false);

    private readonly WorkQueue _queue = new();

    [Fact]
    public void Files_wait_while_they_hold_all_the_threads_they_may()
    {
        _queue.Add(new WorkItem<int>("file", Urgency.Batch, () => 1));

        Assert.Null(_queue.TakeNext(batch: false));
        Assert.Equal("file", _queue.TakeNext()?.Session);
    }

    [Fact]
    public void An_empty_queue_has_nothing() => Assert.Null(_queue.TakeNext());

    [Fact]
    public void The_more_urgent_goes_first()
    {
        Add("a", Urgency.Batch);
        Add("b", Urgency.Partial);
        Add("c", Urgency.Final);
        Add("d", Urgency.Speculative);
        Assert.Equal("c d b a", Take(4));
    }

    [Fact]
    public void A_guess_is_as_urgent_as_a_final_once_it_is_awaited()
    {
        _queue.Add(new WorkItem<int>("late", Urgency.Speculative, () => 1) { AwaitedAt = 20 });
        _queue.Add(new WorkItem<int>("soon", Urgency.Speculative, () => 1) { AwaitedAt = 10 });
        _queue.Add(new WorkItem<int>("never", Urgency.Speculative, () => 1));
        Add("final", Urgency.Final);

        _queue.Promote(now: 10);

        Assert.Equal([2, 2, 0, 0], _queue.Counts);
        Assert.Equal("final soon late never", Take(4));
    }

    [Fact]
    public void Guesses_may_be_left_until_they_are_awaited()
    {
        _queue.Add(new WorkItem<int>("late", Urgency.Speculative, () => 1) { AwaitedAt = 20 });
        _queue.Add(new WorkItem<int>("soon", Urgency.Speculative, () => 1) { AwaitedAt = 10 });
        _queue.Add(new WorkItem<int>("never", Urgency.Speculative, () => 1));

        Assert.Equal(10, _queue.NextAwaited);
        Assert.Equal("never", _queue.TakeNext(Busy)?.Session);
        Assert.Null(_queue.TakeNext(Busy));

        _queue.Promote(now: 10);

        Assert.Equal("soon", _queue.TakeNext(Busy)?.Session);
        Assert.Equal(20, _queue.NextAwaited);
        Assert.Equal("late", _queue.TakeNext()?.Session);
        Assert.Null(_queue.NextAwaited);
    }

    [Fact]
    public void Partials_that_have_had_their_share_are_left_and_nothing_else_is()
    {
        Add("partial", Urgency.Partial);
        Add("file", Urgency.Batch);
        Add("final", Urgency.Final);
        var load = Busy with { PartialsWait = true };

        Assert.Equal(["final", "file", null], Enumerable.Range(0, 3).Select(_ => _queue.TakeNext(load)?.Session));
        Assert.Equal("partial", Take(1));
    }

    [Fact]
    public void A_guess_that_is_awaited_can_be_withdrawn()
    {
        var item = new WorkItem<int>("a", Urgency.Speculative, () => 1) { AwaitedAt = 10 };
        _queue.Add(item);
        _queue.Promote(now: 10);

        Assert.True(_queue.Remove(item));
        Assert.Null(_queue.TakeNext());
    }

    [Fact]
    public void Of_equally_urgent_work_the_session_served_longest_ago_goes_first()
    {
        Add("a", Urgency.Partial);
        Add("a", Urgency.Partial);
        Add("a", Urgency.Partial);
        Add("b", Urgency.Partial);
        Add("b", Urgency.Partial);
        Assert.Equal("a b a b a", Take(5));
    }

    [Fact]
    public void Of_one_session_the_oldest_goes_first()
    {
        var items = Enumerable.Range(0, 5).Select(_ => Add("a", Urgency.Partial)).ToArray();
        Assert.All(items, item => Assert.Same(item, _queue.TakeNext()));
    }

    [Fact]
    public void What_is_withdrawn_is_gone()
    {
        var item = Add("a", Urgency.Final);
        Add("b", Urgency.Batch);
        Assert.True(_queue.Remove(item));
        Assert.False(_queue.Remove(item));
        Assert.Equal(1, _queue.Count);
        Assert.Equal("b", Take(1));
    }

    [Fact]
    public void It_tells_how_many_wait_of_each_urgency()
    {
        Add("a", Urgency.Final);
        Add("b", Urgency.Batch);
        Add("b", Urgency.Batch);
        Assert.Equal([1, 0, 0, 2], _queue.Counts);
        Assert.Equal(3, _queue.TakeAll().Count);
        Assert.Equal((0, 0), (_queue.Count, _queue.Counts.Sum()));
    }

    [Theory]
    [InlineData(Urgency.Speculative)]
    [InlineData(Urgency.Partial)]
    [InlineData(Urgency.Batch)]
    public void Less_urgent_work_goes_after_so_many_turns_however_much_urgent_work_comes(Urgency urgency)
    {
        var patient = Add("patient", urgency);
        Assert.InRange(TurnsUntil(patient, turn => Add($"{turn % 3}", Urgency.Final)), EngineScheduler.PatienceTurns, Turns);
    }

    [Fact]
    public void Work_goes_however_many_new_sessions_come_with_work_as_urgent()
    {
        Add("old", Urgency.Batch);
        Take(1);
        var patient = Add("old", Urgency.Batch);
        Assert.InRange(TurnsUntil(patient, turn => Add($"new {turn}", Urgency.Batch)), 0, Turns);
    }

    [Fact]
    public void A_session_with_much_work_does_not_hold_up_another()
    {
        for (var i = 0; i < 100; i++)
        {
            Add("much", Urgency.Batch);
        }

        Take(3);
        var other = Add("other", Urgency.Batch);
        Assert.InRange(TurnsUntil(other, _ => { }), 0, 2);
    }

    [Fact]
    public void Whatever_comes_nothing_waits_longer_than_those_before_it_justify()
    {
        var comings =
            from session in Gen.Choose(0, 5)
            from urgency in Gen.Choose(0, 3)
            from takes in Gen.Choose(0, 2)
            select (session, urgency: (Urgency)urgency, takes);
        Prop.ForAll(comings.ArrayOf(200).ToArbitrary(), load =>
        {
            var queue = new WorkQueue();
            var due = new Dictionary<WorkItem, int>();
            var turn = 0;
            foreach (var (session, urgency, takes) in load)
            {
                var item = new Item($"{session}", urgency);
                due[item] = turn + (Turns * (queue.Counts[(int)urgency] + 1));
                queue.Add(item);
                for (var i = 0; i < takes && queue.TakeNext() is { } taken; i++)
                {
                    Assert.InRange(turn++, 0, due[taken]);
                    Assert.True(due.Remove(taken), "taken twice");
                }
            }

            while (queue.TakeNext() is { } taken)
            {
                Assert.InRange(turn++, 0, due[taken]);
                Assert.True(due.Remove(taken), "taken twice");
            }

            Assert.Empty(due);
        }).QuickCheckThrowOnFailure();
    }

    private Item Add(string session, Urgency urgency)
    {
        var item = new Item(session, urgency);
        _queue.Add(item);
        return item;
    }

    /// <summary>The sessions whose work goes next, in order.</summary>
    private string Take(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => _queue.TakeNext()?.Session));

    /// <summary>How much goes before the item while something comes each turn.</summary>
    private int TurnsUntil(WorkItem item, Action<int> meanwhile)
    {
        for (var turn = 0; turn < 1_000; turn++)
        {
            meanwhile(turn);
            if (_queue.TakeNext() == item)
            {
                return turn;
            }
        }

        return int.MaxValue;
    }

    private sealed class Item(string session, Urgency urgency) : WorkItem(session, urgency)
    {
        public override void Cancel()
        {
        }

        public override void Settle()
        {
        }

        protected override void Execute(IReadOnlyList<WorkItem> mates, Action<WorkItem> done)
        {
        }
    }
}
