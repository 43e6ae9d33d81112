namespace Parley.Audio.Files.Ffmpeg;

/// <summary>Ends a decoder that is asked for audio, has the file to make it of, and makes none.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly FfmpegProcess _process;
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;
    private volatile bool _watching;
    private volatile bool _stalled;

    public StallWatch(FfmpegProcess process, TimeSpan limit, TimeProvider time)
    {
        (_process, _limit) = (process, limit);
        _timer = time.CreateTimer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _process.Fed += Restart;
    }

    /// <summary>Whether the decoder was ended.</summary>
    public bool Stalled => _stalled;

    public void Start()
    {
        _watching = true;
        Restart();
    }

    public void Stop() => _watching = false;

    public void Dispose()
    {
        _process.Fed -= Restart;
        _timer.Dispose();
    }

    private void Restart() => _timer.Change(_limit, Timeout.InfiniteTimeSpan);

    private void Check()
    {
        if (!_watching)
        {
            return;
        }

        if (_process.WaitsForFile)
        {
            Restart();
            return;
        }

        _stalled = true;
        _process.Kill();
    }
}
