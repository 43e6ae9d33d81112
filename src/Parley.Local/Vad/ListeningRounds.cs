using Parley.Local.Onnx;

namespace Parley.Local.Vad;

/// <summary>
/// Hears frames of several streams in one run of the network, whose weights are then read once for all. When enough streams
/// speak, a frame waits for company, <see cref="Longest"/> at most; when few do, or more wait than a round or two can hold, each is
/// heard at once by whoever brings it. A thread of its own, which starts with the first round.
/// </summary>
internal sealed class ListeningRounds(OnnxModel model, TimeProvider time, ListeningMetrics metrics) : IDisposable
{
    /// <summary>Frames in a round; with more of them one costs no less.</summary>
    public const int Most = 16;

    /// <summary>How long a frame waits for company.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(8);

    /// <summary>Frames that have to be expected while one waits.</summary>
    private const int Fewest = 4;

    private const int Capacity = 2 * Most;

    private readonly object _gate = new();
    private readonly Queue<SileroDetector> _waiting = new(Capacity);
    private readonly SileroDetector[] _round = new SileroDetector[Most];
    private readonly SileroRun?[] _runs = new SileroRun?[Most + 1];
    private readonly ArrivalRate _rate = new(time, Longest);

    /// <summary>When the first of those who wait, or one before it, began to (timestamp).</summary>
    private long _since;
    private Thread? _thread;
    private bool _over;

    /// <summary>A frame is heard by itself.</summary>
    public void CountAlone()
    {
        lock (_gate)
        {
            _rate.Add();
        }

        metrics.Alone();
    }

    /// <summary>Takes a stream's frame into the next round; false when the stream is to hear it by itself.</summary>
    public bool TryJoin(SileroDetector detector)
    {
        lock (_gate)
        {
            _rate.Add();
            if (_over || _waiting.Count == Capacity || _rate.Expected < Fewest)
            {
                metrics.Alone();
                return false;
            }

            if (_waiting.Count == 0)
            {
                _since = time.GetTimestamp();
            }

            _waiting.Enqueue(detector);
            if (_waiting.Count is 1 or Most)
            {
                Monitor.PulseAll(_gate);
            }

            if (_thread is null)
            {
                _thread = new Thread(Listen) { IsBackground = true, Name = "parley-listening" };
                _thread.Start();
            }
        }

        return true;
    }

    /// <summary>Who waits is still heard; nobody joins any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
            Monitor.PulseAll(_gate);
        }

        // Not for long: what is left is heard without waiting.
        _thread?.Join();
        foreach (var run in _runs)
        {
            run?.Dispose();
        }
    }

    private void Listen()
    {
        for (var count = Gather(); count > 0; count = Gather())
        {
            Hear(_round.AsSpan(0, count));
        }
    }

    private int Gather()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_over)
            {
                Monitor.Wait(_gate);
            }

            while (_waiting.Count is > 0 and < Most && !_over && Left is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, left);
            }

            var count = Math.Min(Most, _waiting.Count);
            for (var i = 0; i < count; i++)
            {
                _round[i] = _waiting.Dequeue();
            }

            // Of those who stay none has waited longer than since then.
            return count;
        }
    }

    private TimeSpan Left => Longest - time.GetElapsedTime(_since);

    private void Hear(ReadOnlySpan<SileroDetector> detectors)
    {
        try
        {
            var run = _runs[detectors.Length] ??= new SileroRun(model, detectors.Length);
            for (var i = 0; i < detectors.Length; i++)
            {
                detectors[i].Enter(run, i);
            }

            run.Invoke();
            metrics.Round(detectors.Length);
            for (var i = 0; i < detectors.Length; i++)
            {
                detectors[i].Leave(run, i);
            }
        }
        catch (OnnxException fault)
        {
            foreach (var detector in detectors)
            {
                detector.Fail(fault);
            }
        }
    }
}
