using Parley.Cluster;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Cluster;

/// <summary>
/// A session that runs on another node, as readers of this one see it: its events are copied when the directory says that
/// there are new ones. Let go of when nobody has read it for a while.
/// </summary>
internal sealed class FollowedSession : SessionView, IAsyncDisposable
{
    /// <summary>So often the record must be missed before it counts as gone: a node that lives writes one that was lost anew.</summary>
    private const int Misses = 2;

    private readonly ISessionDirectory _directory;
    private readonly Action<FollowedSession> _over;
    private readonly EventLog _events;
    private readonly AsyncSignal _changed = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly ITimer _timer;
    private SessionCheckpoint _checkpoint;
    private IAsyncDisposable? _watch;
    private int _disposed;
    private int _looking;
    private int _missing;

    public FollowedSession(SessionImage image, SessionLimits limits, ISessionDirectory directory, TimeProvider time, Action<FollowedSession> over)
        : base(image.Id, StoredSession.Options(image), StoredSession.Checkpoint(image).Model)
    {
        (_directory, _over, _checkpoint) = (directory, over, StoredSession.Checkpoint(image));
        _events = new EventLog(limits.EventCapacity, limits.EventBytes, limits.WaitingBytes);
        _events.Begin(image.First, image.First - 1);
        Take(image);
        _timer = time.CreateTimer(_ => Look(), null, Rest, Rest);
    }

    /// <summary>How often it is looked whether anybody reads, and whether the session still is.</summary>
    private static TimeSpan Rest => TimeSpan.FromSeconds(10);

    public override SessionState State => Volatile.Read(ref _checkpoint).State;

    public override EventLog Events => _events;

    /// <summary>What it would be here: the audio that the other node holds beyond that does not come with the session.</summary>
    public override long Received => Committed;

    public override long Committed => Volatile.Read(ref _checkpoint).Committed;

    public override long Epoch => Volatile.Read(ref _checkpoint).Epoch;

    public async Task StartAsync()
    {
        _watch = await _directory.WatchAsync(Id, _changed.Set).ConfigureAwait(false);
        _ = Task.Run(CopyAsync);
    }

    /// <summary>Reads what is new; what went wrong, if anything.</summary>
    public async Task<ParleyError?> RefreshAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            var image = await _directory.ReadAsync(Id, _events.Last).ConfigureAwait(false);
            if (image.Succeeded)
            {
                Take(image.Value);
            }

            return image.Error;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _over(this);
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        _changed.Set();
        if (_watch is not null)
        {
            await _watch.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Take(SessionImage image)
    {
        if (image.First > _events.Last + 1)
        {
            // What is between them is nowhere any more: readers are told when they come back.
            _events.Break(ClusterErrors.Moved);
            Leave();
            return;
        }

        Volatile.Write(ref _checkpoint, StoredSession.Checkpoint(image));
        var events = StoredSession.Events(image).ToList();
        _events.Copy(events, image.Reserved);
        if (events.Count > 0 && events[^1].Event is SessionEnded)
        {
            _events.Close();
        }
    }

    private void Leave() => _ = Task.Run(async () => await DisposeAsync().ConfigureAwait(false));

    private void Look()
    {
        if (!_events.WasRead())
        {
            Leave();
        }
        else
        {
            Interlocked.Exchange(ref _looking, 1);
            _changed.Set();
        }
    }

    private async Task CopyAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            var looking = Interlocked.Exchange(ref _looking, 0) == 1;
            var error = await RefreshAsync().ConfigureAwait(false);
            if (error is null)
            {
                _missing = 0;
            }
            else if (looking && error.Code is ErrorCodes.SessionNotFound && ++_missing == Misses)
            {
                _events.Break(error);
                Leave();
                return;
            }

            await _changed.WaitAsync().ConfigureAwait(false);
        }
    }
}
