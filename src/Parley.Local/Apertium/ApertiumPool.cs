namespace Parley.Local.Apertium;

/// <summary>
/// The pipelines of one pair: at most so many, begun when they are needed and ended when nobody has needed them for long.
/// Whoever comes while all are busy waits.
/// </summary>
internal sealed class ApertiumPool : IAsyncDisposable
{
    private readonly ApertiumOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<Task<ApertiumPipeline>> _start;
    private readonly SemaphoreSlim _places;
    private readonly Lock _gate = new();
    private readonly Stack<(ApertiumPipeline Pipeline, long Since)> _idle = new();
    private readonly ITimer _sweep;
    private bool _disposed;

    public ApertiumPool(ApertiumOptions options, TimeProvider time, Func<Task<ApertiumPipeline>> start)
    {
        (_options, _time, _start) = (options, time, start);
        _places = new SemaphoreSlim(options.MostPipelines, options.MostPipelines);
        _sweep = time.CreateTimer(_ => Sweep(), null, options.Idle, options.Idle);
    }

    /// <summary>Pipelines that run and have nothing to do.</summary>
    public int Idle
    {
        get
        {
            lock (_gate)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>
    /// One answer. A pipeline that does not give it in time is ended. Whoever asked may give up sooner: the pipeline then
    /// says what it has to say to nobody, and goes on with the next text.
    /// </summary>
    public async Task<string> AskAsync(string stream, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        return await AskAsync(stream).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        await _sweep.DisposeAsync().ConfigureAwait(false);
        while (Take() is { } pipeline)
        {
            await pipeline.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<string> AskAsync(string stream)
    {
        try
        {
            using var deadline = new CancellationTokenSource(_options.Timeout, _time);
            var pipeline = Take() ?? await _start().ConfigureAwait(false);
            try
            {
                var answer = await pipeline.AskAsync(stream, deadline.Token).ConfigureAwait(false);
                if (!GiveBack(pipeline))
                {
                    await pipeline.DisposeAsync().ConfigureAwait(false);
                }

                return answer;
            }
            catch
            {
                await pipeline.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private ApertiumPipeline? Take()
    {
        lock (_gate)
        {
            return _idle.TryPop(out var idle) ? idle.Pipeline : null;
        }
    }

    private bool GiveBack(ApertiumPipeline pipeline)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _idle.Push((pipeline, _time.GetTimestamp()));
            }

            return !_disposed;
        }
    }

    private void Sweep()
    {
        lock (_gate)
        {
            var kept = _idle.Where(idle => _time.GetElapsedTime(idle.Since) < _options.Idle).Reverse().ToList();
            foreach (var (pipeline, _) in _idle.Except(kept))
            {
                _ = pipeline.DisposeAsync().AsTask();
            }

            _idle.Clear();
            kept.ForEach(_idle.Push);
        }
    }
}
