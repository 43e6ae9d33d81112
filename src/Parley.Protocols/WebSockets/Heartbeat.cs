namespace Parley.Protocols.WebSockets;

/// <summary>
/// Finds clients that are gone without a word. Only silence while the server listens counts: a client held back
/// because its session is busy cannot get its pongs through, and is alive. Its one timer ticks twice per ping.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly FrameStream _stream;
    private readonly TimeSpan _patience;
    private readonly Action _tick;
    private readonly Action _gone;
    private readonly ITimer _timer;
    private int _ticks;

    public Heartbeat(FrameStream stream, SessionProtocolOptions limits, TimeProvider time, Action tick, Action gone)
    {
        var period = limits.PingInterval / 2;
        (_stream, _tick, _gone) = (stream, tick, gone);

        // Seen at a tick, so up to a period late: the limit still holds.
        _patience = limits.ClientTimeout - period;
        _timer = time.CreateTimer(static heartbeat => ((Heartbeat)heartbeat!).Tick(), this, period, period);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Tick()
    {
        if (_stream.Silence >= _patience)
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
