using System.Diagnostics.Metrics;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Local.Scheduling;

/// <summary>
/// Shares the cores between sessions. A fixed number of threads of its own runs the work, so nothing is decoded on a
/// network thread, and none of those waits for a core until a decode is over. More urgent work goes first; of equally
/// urgent work, that of the session served longest ago. The oldest work of each urgency goes next once it was passed over
/// <see cref="PatienceTurns"/> times: nothing starves. Files never hold all threads: one stays free for who is speaking, and
/// a small machine does not hold two long decodes in memory. While the threads are busy, a guess at a final is left until it is
/// one: every third would come to nothing; and partials get a small share.
/// </summary>
public sealed class EngineScheduler : IDisposable
{
    /// <summary>How often other work may go before the oldest of an urgency.</summary>
    public const int PatienceTurns = 8;

    /// <summary>When to look again whether partials may go on.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly WorkQueue _queue = new();
    private readonly Deliveries _deliveries = new();
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private readonly SchedulerMetrics _metrics;
    private readonly SchedulerPressure _pressure;
    private readonly int _workers;
    private readonly int _mostBatch;
    private readonly ITimer _reminder;
    private int _runningBatch;
    private int _threads;
    private bool _stopped;

    /// <param name="workers">Threads; one a core.</param>
    /// <param name="capacity">Work that may wait; one more is refused as exhausted.</param>
    public EngineScheduler(int workers, int capacity, TimeProvider time, IMeterFactory meters)
    {
        _capacity = capacity;
        _workers = workers;
        _mostBatch = Math.Max(1, workers - 1);
        _time = time;
        _pressure = new SchedulerPressure(workers, Waiting, time);
        _metrics = new SchedulerMetrics(workers, () => _queue.Counts, meters);
        _threads = workers;
        _reminder = time.CreateTimer(_ => Remind(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        for (var i = 0; i < workers; i++)
        {
            new Thread(Live) { IsBackground = true, Name = $"parley-engine-{i}" }.Start();
        }
    }

    /// <summary>How busy the threads are with what people wait for.</summary>
    public IEnginePressure Pressure => _pressure;

    /// <summary>
    /// Runs <paramref name="work"/> on an engine thread. Cancelling takes it out of the queue; work that already runs
    /// ends before the task completes, by itself or where it breaks off, since it may be using memory of its caller.
    /// </summary>
    public Task<Outcome<T>> RunAsync<T>(
        string session, Urgency urgency, Func<Outcome<T>> work, CancellationToken cancellation) =>
        RunAsync(new WorkItem<T>(session, urgency, work) { AskedAt = _time.GetTimestamp() }, cancellation);

    /// <summary>
    /// As above, for work of which several are cheaper at once: a thread that takes one takes those with it that wait and
    /// fit. It waits for none: who speaks alone is decoded alone.
    /// </summary>
    internal Task<Outcome<T>> RunAsync<TInput, T>(Func<long, WorkItem<TInput, T>> work, CancellationToken cancellation) =>
        RunAsync(work(_time.GetTimestamp()), cancellation);

    private Task<Outcome<T>> RunAsync<T>(WorkItem<T> item, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<Outcome<T>>(cancellation);
        }

        lock (_gate)
        {
            if (_stopped || _queue.Count >= _capacity)
            {
                return Task.FromResult<Outcome<T>>(ParleyError.Provider(
                    FailureCategory.Exhausted, $"The engine's queue is full: {_capacity} decodes wait."));
            }

            _queue.Add(item);
        }

        _pressure.Asked(item);

        item.CancelWith(this, cancellation);
        _available.Release();
        return item.Task;
    }

    /// <summary>Stops the threads after what they are running; what waits is refused.</summary>
    public void Dispose()
    {
        List<WorkItem> waiting;
        lock (_gate)
        {
            _stopped = true;
            waiting = _queue.TakeAll();
        }

        _reminder.Dispose();
        waiting.ForEach(item => item.Cancel());
        _available.Release(_workers);
    }

    internal bool Withdraw(WorkItem item)
    {
        lock (_gate)
        {
            return _queue.Remove(item);
        }
    }

    private List<WorkItem> Waiting()
    {
        lock (_gate)
        {
            return _queue.Urgent();
        }
    }

    private void Live()
    {
        EnginePriority.Lower();
        Work();
        if (Interlocked.Decrement(ref _threads) == 0)
        {
            _deliveries.Dispose();
        }
    }

    private void Work()
    {
        while (true)
        {
            _available.Wait();
            WorkItem? item;
            List<WorkItem> mates;
            lock (_gate)
            {
                if (_stopped)
                {
                    return;
                }

                _queue.Promote(_time.GetTimestamp());
                item = _queue.TakeNext(_pressure.Now(), batch: _runningBatch < _mostBatch);
                _runningBatch += item?.Urgency == Urgency.Batch ? 1 : 0;
                mates = item is null ? [] : _queue.TakeMates(item, _time.GetElapsedTime(item.AskedAt));
                if (item is null)
                {
                    RemindLater();
                }
            }

            if (item is not null)
            {
                Run(item, mates);
                if (item.Urgency == Urgency.Batch)
                {
                    // Whoever found only batch work that it might not take spent its turn; this gives one back.
                    lock (_gate)
                    {
                        _runningBatch--;
                    }

                    _available.Release();
                }
            }
        }
    }

    /// <summary>Whoever found only work that it was to leave spent its turn; when some of it may be due there is another.</summary>
    private void RemindLater()
    {
        var now = _time.GetTimestamp();
        var partials = _queue.Counts[(int)Urgency.Partial] > 0 ? now + (long)(Again.TotalSeconds * _time.TimestampFrequency) : long.MaxValue;
        var at = Math.Min(_queue.NextAwaited ?? long.MaxValue, partials);
        if (at < long.MaxValue)
        {
            // Timers count whole milliseconds: one that rang early would find nothing that is due.
            var wait = _time.GetElapsedTime(now, at) + TimeSpan.FromMilliseconds(1);
            _reminder.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void Remind()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _queue.Promote(_time.GetTimestamp());
            RemindLater();

            // Turns that are there already do as well: under load nobody takes any for a while.
            var due = _queue.Counts[(int)Urgency.Final] + _queue.Counts[(int)Urgency.Partial] - _available.CurrentCount;
            if (due > 0)
            {
                _available.Release(due);
            }
        }
    }

    private void Run(WorkItem item, List<WorkItem> mates)
    {
        WorkItem[] all = [item, .. mates];
        var began = _time.GetTimestamp();
        Array.ForEach(all, _pressure.Taken);
        item.Run(mates, _deliveries.Add);
        var duration = _time.GetElapsedTime(began);
        Array.ForEach(all, one => _pressure.Ran(one, duration / all.Length));
        _metrics.Ran(item.Urgency, all.Length, duration);
    }
}
