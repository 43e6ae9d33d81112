using Parley.Providers;

namespace Parley.Engine.Routing.Results;

public sealed class RecentResultsTests
{
    [Fact]
    public void A_clock_that_goes_on_while_it_is_looked_at_sets_no_timer_to_a_time_that_is_over()
    {
        var time = new BusyMachine();
        using var results = new RecentResults(TimeSpan.FromSeconds(5), new ResultCacheOptions(), time);
        results.Add(Key("first"), new Recognition("one"));
        time.Now += TimeSpan.FromSeconds(4.5).Ticks;
        results.Add(Key("second"), new Recognition("two"));

        // The second has a moment left, and the next look at the clock is after it.
        time.Now += TimeSpan.FromSeconds(4.3).Ticks;
        time.Step = TimeSpan.FromSeconds(1).Ticks;
        time.Ring();

        Assert.InRange(time.Due, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        time.Ring();
        Assert.Equal(0, results.Count);
    }

    private static ResultKey Key(string language) => new("", "model", language, 1, 2);

    /// <summary>Its clock has gone on by a step with every look, as where others take the processor between two.</summary>
    private sealed class BusyMachine : TimeProvider
    {
        private Action _ring = () => { };

        public long Now { get; set; }

        public long Step { get; set; }

        public TimeSpan Due { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            var now = Now;
            Now += Step;
            return now;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _ring = () => callback(state);
            return new Alarm(this);
        }

        public void Ring() => _ring();

        private sealed class Alarm(BusyMachine machine) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                machine.Due = dueTime;
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
