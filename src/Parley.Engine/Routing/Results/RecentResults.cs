using Parley.Providers;

namespace Parley.Engine.Routing.Results;

/// <summary>
/// Results of one kind, each until its time is over; past a bound the oldest goes. What is over goes by a timer, not when
/// somebody asks next: nothing that was said stays longer than it may.
/// </summary>
internal sealed class RecentResults : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ResultKey, Recognition> _byKey = [];
    private readonly Queue<(ResultKey Key, long Until)> _oldestFirst = new();
    private readonly TimeSpan _lifetime;
    private readonly ResultCacheOptions _bounds;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _disposed;

    public RecentResults(TimeSpan lifetime, ResultCacheOptions bounds, TimeProvider time)
    {
        (_lifetime, _bounds, _time) = (lifetime, bounds, time);
        _timer = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Enabled => _lifetime > TimeSpan.Zero;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byKey.Count;
            }
        }
    }

    /// <summary>As estimated.</summary>
    public long Bytes { get; private set; }

    public Recognition? Find(ResultKey key)
    {
        lock (_gate)
        {
            DropExpired(_time.GetTimestamp());
            return _byKey.GetValueOrDefault(key);
        }
    }

    /// <summary>Remembers a result. One that is there already stays: it is the first whose time counts.</summary>
    public void Add(ResultKey key, Recognition result)
    {
        lock (_gate)
        {
            DropExpired(_time.GetTimestamp());
            if (!Enabled || _disposed || !_byKey.TryAdd(key, result))
            {
                return;
            }

            Bytes += Weight(result);
            _oldestFirst.Enqueue((key, _time.GetTimestamp() + (long)(_lifetime.TotalSeconds * _time.TimestampFrequency)));
            while (_byKey.Count > _bounds.MaxEntries || Bytes > _bounds.MaxBytes)
            {
                DropOldest();
            }

            if (_oldestFirst.Count == 1)
            {
                _timer.Change(_lifetime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _byKey.Clear();
            _oldestFirst.Clear();
            Bytes = 0;
        }

        _timer.Dispose();
    }

    private void Expire()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            DropExpired(now);
            if (_oldestFirst.TryPeek(out var oldest))
            {
                // From the same moment, since on a busy machine the next one may come late, and no timer takes a time that is
                // over. A millisecond more than is left: a timer may count in coarser steps than the clock.
                _timer.Change(_time.GetElapsedTime(now, oldest.Until) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void DropExpired(long now)
    {
        while (_oldestFirst.TryPeek(out var oldest) && oldest.Until <= now)
        {
            DropOldest();
        }
    }

    private void DropOldest()
    {
        if (_byKey.Remove(_oldestFirst.Dequeue().Key, out var dropped))
        {
            Bytes -= Weight(dropped);
        }
    }

    private static long Weight(Recognition result) =>
        256 + (2L * result.Text.Length) + (96L * (result.Words?.Count ?? 0)) + (4L * (result.Tokens?.Count ?? 0));
}
