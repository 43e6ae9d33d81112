namespace Parley.Engine.Sessions;

/// <summary>
/// Notices that audio stopped coming. The timer is set once per stretch of audio and re-armed for the remainder when it
/// fires, so that a chunk costs one timestamp and no timer.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;
    private long _last;
    private int _armed;

    public StallWatch(TimeProvider time, TimeSpan limit, Action stalled)
    {
        _time = time;
        _limit = limit;
        _timer = time.CreateTimer(_ => Check(stalled), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Audio came.</summary>
    public void Beat()
    {
        Interlocked.Exchange(ref _last, _time.GetTimestamp());
        if (Interlocked.Exchange(ref _armed, 1) == 0)
        {
            _timer.Change(_limit, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Check(Action stalled)
    {
        var left = _limit - _time.GetElapsedTime(Interlocked.Read(ref _last));
        if (left > TimeSpan.Zero)
        {
            _timer.Change(left, Timeout.InfiniteTimeSpan);
            return;
        }

        Interlocked.Exchange(ref _armed, 0);
        stalled();
    }
}
