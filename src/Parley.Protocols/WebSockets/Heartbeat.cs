namespace Parley.Protocols.WebSockets;

/// <summary>
/// Finds clients that are gone without a word. Only silence while the server listens counts: a client held back
/// because its session is busy cannot get its pongs through, and is alive. So is one whose pongs wait to be read because the
/// server itself stood still: between two ticks no more than a period counts. Its one timer ticks twice per ping.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly FrameStream _stream;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly TimeSpan _patience;
    private readonly Action _tick;
    private readonly Action _gone;
    private readonly ITimer _timer;
    private TimeSpan _silence;
    private long _last;
    private int _ticks;

    public Heartbeat(FrameStream stream, SessionProtocolOptions limits, TimeProvider time, Action tick, Action gone)
    {
        (_stream, _time, _tick, _gone) = (stream, time, tick, gone);
        _period = limits.PingInterval / 2;

        // Seen at a tick, so up to a period late: the limit still holds.
        _patience = limits.ClientTimeout - _period;
        _last = time.GetTimestamp();
        _timer = time.CreateTimer(static heartbeat => ((Heartbeat)heartbeat!).Tick(), this, _period, _period);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Tick()
    {
        if (Listen() >= _patience)
        {
            _gone();
            return;
        }

        _tick();
        if (Interlocked.Increment(ref _ticks) % 2 == 0)
        {
            _ = PingAsync();
        }
    }

    /// <summary>How long the client has been silent, as far as the server was there to hear it.</summary>
    private TimeSpan Listen()
    {
        var now = _time.GetTimestamp();
        var (since, silence) = (_time.GetElapsedTime(_last, now), _stream.Silence);
        _last = now;
        _silence = silence <= since ? TimeSpan.Zero : _silence;
        return _silence += Least(Least(silence, since), _period);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task PingAsync()
    {
        try
        {
            await _stream.PingAsync();
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or TimeoutException or ObjectDisposedException
            or InvalidOperationException)
        {
            // Whoever reads learns by itself that nobody is there.
        }
    }
}
