using System.Runtime.CompilerServices;

namespace Parley.Testing;

/// <summary>A clock that stands until a test moves it; timers fire, in order, while it moves.</summary>
public sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>How long until each timer that is set falls due.</summary>
    public IReadOnlyList<TimeSpan> Pending
    {
        get
        {
            lock (_gate)
            {
                return [.. _timers.Where(t => t.Due < long.MaxValue).Select(t => TimeSpan.FromTicks(t.Due - GetTimestamp()))];
            }
        }
    }

    /// <summary>Moves the clock; every timer that falls due on the way fires at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        var until = GetTimestamp() + by.Ticks;
        while (NextDue(until) is { } due)
        {
            Interlocked.Exchange(ref _now, Math.Max(GetTimestamp(), due.At));
            due.Timer.Fire(due.At, due.At);
        }

        Interlocked.Exchange(ref _now, until);
    }

    /// <summary>Moves the clock as on a machine that stood still meanwhile: what fell due fires once, and late.</summary>
    public void Freeze(TimeSpan by)
    {
        var now = Interlocked.Add(ref _now, by.Ticks);
        List<(VirtualTimer Timer, long At)> late;
        lock (_gate)
        {
            late = [.. _timers.Where(timer => timer.Due <= now).Select(timer => (timer, timer.Due)).OrderBy(each => each.Due)];
        }

        late.ForEach(each => each.Timer.Fire(each.At, now));
    }

    /// <summary>
    /// Moves the clock in steps of a tenth of a second until the condition holds, giving other threads time to follow
    /// between them. When <paramref name="limit"/> has passed without it, so much time passes again: whoever was to wait for
    /// its end may not have been waiting yet.
    /// </summary>
    public Task UntilAsync(Func<bool> condition, TimeSpan limit, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Eventually.TrueAsync(() => PassAsync(condition, limit), what);

    private async Task<bool> PassAsync(Func<bool> condition, TimeSpan limit)
    {
        for (var end = GetTimestamp() + limit.Ticks; !condition() && GetTimestamp() < end;)
        {
            Advance(TimeSpan.FromSeconds(0.1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), System);
        }

        return condition();
    }

    private (VirtualTimer Timer, long At)? NextDue(long until)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            return next is null ? null : (next, next.Due);
        }
    }

    private void Remove(VirtualTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class VirtualTimer(VirtualTime time, Action callback) : ITimer
    {
        private long _due = long.MaxValue;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private Task _firing = Task.CompletedTask;

        public long Due => Interlocked.Read(ref _due);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                _period = period;
                Interlocked.Exchange(
                    ref _due, dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : time.GetTimestamp() + dueTime.Ticks);
            }

            return true;
        }

        public void Fire(long at, long now)
        {
            var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (time._gate)
            {
                if (Due != at)
                {
                    return;
                }

                Interlocked.Exchange(ref _due, _period > TimeSpan.Zero ? now + _period.Ticks : long.MaxValue);
                _firing = fired.Task;
            }

            try
            {
                callback();
            }
            finally
            {
                fired.SetResult();
            }
        }

        public void Dispose() => time.Remove(this);

        /// <summary>As a real timer: a callback that runs is waited for.</summary>
        public ValueTask DisposeAsync()
        {
            lock (time._gate)
            {
                Interlocked.Exchange(ref _due, long.MaxValue);
                time._timers.Remove(this);
                return new ValueTask(_firing);
            }
        }
    }
}
