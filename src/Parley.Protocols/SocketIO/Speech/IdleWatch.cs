namespace Parley.Protocols.SocketIO.Speech;

/// <summary>Notices a client that started a session and then says nothing.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly Action _expired;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _disposed;

    public IdleWatch(TimeSpan limit, TimeProvider time, Action expired) => (_limit, _time, _expired) = (limit, time, expired);

    public void Pause()
    {
        lock (_gate)
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Begins to count anew, when there is something to wait for.</summary>
    public void Resume(bool waits)
    {
        lock (_gate)
        {
            if (waits && !_disposed)
            {
                _timer ??= _time.CreateTimer(static watch => ((IdleWatch)watch!)._expired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(_limit, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }
}
