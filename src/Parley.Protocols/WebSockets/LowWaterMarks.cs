using System.Net.Sockets;

namespace Parley.Protocols.WebSockets;

/// <summary>
/// Lets the bytes of some sockets gather in the system: it wakes whoever reads for <see cref="Bytes"/>, and not for each small
/// frame, which costs far more than the frame. What stays below the mark is heard when nothing was for
/// <see cref="Patience"/>: one timer looks after all of them, and only while there are any.
/// </summary>
internal sealed class LowWaterMarks : IDisposable
{
    /// <summary>Less than a second of audio at 16 kHz: who waits for an acknowledgement of each second waits for no timer besides.</summary>
    public const int Bytes = 24 * 1024;

    /// <summary>So long the last bytes wait, or twice as long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly List<LowWaterMark> _raised = [];
    private readonly ITimer _timer;

    public LowWaterMarks(TimeProvider time) =>
        _timer = time.CreateTimer(static marks => ((LowWaterMarks)marks!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <param name="socket">Null: whatever is asked for, nothing gathers.</param>
    public LowWaterMark Of(Socket? socket) => new(socket, this);

    public void Dispose() => _timer.Dispose();

    internal void Raise(LowWaterMark mark)
    {
        lock (_gate)
        {
            if (mark.TrySet(Bytes))
            {
                _raised.Add(mark);
                if (_raised.Count == 1)
                {
                    _timer.Change(Patience, Patience);
                }
            }
        }
    }

    internal void Lower(LowWaterMark mark)
    {
        lock (_gate)
        {
            if (_raised.Remove(mark))
            {
                mark.TrySet(1);
            }
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            for (var i = _raised.Count - 1; i >= 0; i--)
            {
                if (_raised[i] is var mark && !mark.TakeStir())
                {
                    mark.TrySet(1);
                    _raised.RemoveAt(i);
                }
            }

            if (_raised.Count == 0)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
