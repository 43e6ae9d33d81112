namespace Parley.Engine.Sessions;

/// <summary>
/// Who speaks to a session: one attachment at a time, the newest. A resumable session waits for its speaker for its
/// window, and is abandoned after it; any other is abandoned as soon as its speaker is gone.
/// </summary>
internal sealed class SpeakerPresence(SessionOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(options.ResumeWindowSeconds);
    private ITimer? _window;
    private Action? _abandon;
    private Attachment? _current;
    private long _epoch;
    private long? _leftAt;

    /// <summary>Grows with each attachment; 0 before the first.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    /// <summary>The audio of one attachment at a time is appended.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Completes when nobody is expected to come back for what the session said.</summary>
    public Task Over => _over.Task;

    /// <summary>To be called once; the window of a resumable session opens.</summary>
    public void Begin(Action abandon)
    {
        _abandon = abandon;
        if (options.Resumable)
        {
            _window = time.CreateTimer(_ => Expire(), null, _patience, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _over.SetResult();
        }
    }

    /// <summary>How long the speaker of a resumable session has been away; null while it is there, and before the first.</summary>
    public TimeSpan? Away
    {
        get
        {
            lock (_gate)
            {
                return _leftAt is { } left ? time.GetElapsedTime(left) : null;
            }
        }
    }

    /// <summary>So many speakers the session had at other nodes.</summary>
    public void Continue(long epoch) => Interlocked.Exchange(ref _epoch, epoch);

    /// <summary>The speaker finds the session at another node.</summary>
    public void Lose()
    {
        Attachment? current;
        lock (_gate)
        {
            current = _current;
            _current = null;
        }

        current?.Lose();
        _over.TrySetResult();
    }

    public bool IsCurrent(Attachment attachment)
    {
        lock (_gate)
        {
            return _current == attachment;
        }
    }

    /// <summary>Makes this the session's speaker, and gives the one before.</summary>
    public (long Epoch, Attachment? Before) Enter(Attachment attachment)
    {
        lock (_gate)
        {
            _window?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var before = _current;
            (_current, _leftAt) = (attachment, null);
            return (Interlocked.Increment(ref _epoch), before);
        }
    }

    /// <summary>The speaker's connection is gone; nothing happens when another one has taken over.</summary>
    public void Detach(Attachment attachment)
    {
        if (!Leave(attachment))
        {
            return;
        }

        if (_window is null)
        {
            _abandon?.Invoke();
        }
        else
        {
            _window.Change(_patience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The speaker said that it will not come back.</summary>
    public void Finish(Attachment attachment)
    {
        if (Leave(attachment))
        {
            _over.TrySetResult();
            _abandon?.Invoke();
        }
    }

    public void Dispose()
    {
        _window?.Dispose();
        _over.TrySetResult();
    }

    private bool Leave(Attachment attachment)
    {
        lock (_gate)
        {
            if (_current != attachment)
            {
                return false;
            }

            (_current, _leftAt) = (null, options.Resumable ? time.GetTimestamp() : null);
            return true;
        }
    }

    private void Expire()
    {
        lock (_gate)
        {
            // A timer that was already firing when somebody attached.
            if (_current is not null)
            {
                return;
            }
        }

        _over.TrySetResult();
        _abandon?.Invoke();
    }
}
