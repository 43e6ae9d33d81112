using Parley.Cluster;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Cluster;

/// <summary>
/// Keeps one session's record in the directory. Events are noted as they are said; what the session's loop has cut off is
/// written, one write at a time, whatever came meanwhile in the next one; what is written is released to the readers.
/// <code>
/// Opening ──record is there──▶ Attached ──directory fails twice──▶ Detached ──directory is back──▶ Opening
///                                 └────────────a newer term has the session────────────▶ Lost
/// </code>
/// When <see cref="MostPending"/> events wait, they are let go, and the record is written anew from what the log holds.
/// </summary>
internal sealed class SessionJournal(ClusterMember member, SessionOptions options, EventLog log, Action wake)
{
    /// <summary>Events that may wait for one write.</summary>
    private const int MostPending = 1_024;

    /// <summary>Sequence numbers reserved at once: a node that takes over begins beyond them.</summary>
    private const long Block = 10_000;

    /// <summary>How much longer than it waits for its speaker a session is kept whose node is gone.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private string _options = StoredSession.Write(options);
    private readonly Lock _gate = new();
    private readonly Queue<LoggedEvent> _pending = new();
    private readonly List<(long Order, TaskCompletionSource Done)> _waiting = [];
    private Session _session = null!;
    private SessionCheckpoint _checkpoint = new(0);
    private Mode _mode = Mode.Opening;
    private long _term = 1;
    private long _revision;
    private long _noted;
    private long _cut;
    private long _openFrom = 1;
    private long _reserved;
    private long _committed;
    private long _orders;
    private long _obeyed;
    private bool _running;
    private bool _announced;

    private enum Mode { Opening, Attached, Detached, Lost }

    /// <summary>The term in which this node has the session.</summary>
    public long Term => Interlocked.Read(ref _term);

    /// <summary>Everything before this is safe; while there is no directory, everything before it is final.</summary>
    public long Committed => Interlocked.Read(ref _committed);

    /// <summary>Another node could take over.</summary>
    public bool IsAttached => Is(Mode.Attached);

    /// <summary>No other node could, since the directory does not answer.</summary>
    public bool IsDetached => Is(Mode.Detached);

    public SessionLease Lease => new(_session.Id, Term, TimeToLive);

    private TimeSpan TimeToLive { get; } = TimeSpan.FromSeconds(options.ResumeWindowSeconds) + Grace;

    /// <summary>A new session, before it says anything: its record is written with the first cut.</summary>
    public void Open(Session session)
    {
        _session = session;
        log.Guard(Note, hold: true);
        member.Add(this);
    }

    /// <summary>A session whose record is there.</summary>
    public void Open(Session session, SessionImage image, SessionCheckpoint checkpoint)
    {
        (_term, _revision, _mode, _checkpoint) = (image.Term, image.Revision, Mode.Attached, checkpoint);
        _noted = _cut = _reserved = image.Reserved;
        _committed = checkpoint.Committed;
        Open(session);
    }

    /// <summary>The session is asked to be something else: its record is written anew, with the event that says so, which comes next.</summary>
    public void Change(SessionOptions changed)
    {
        lock (_gate)
        {
            _options = StoredSession.Write(changed);
            if (_mode == Mode.Attached)
            {
                (_mode, _openFrom) = (Mode.Opening, _noted + 1);
            }
        }
    }

    /// <summary>Everything said so far stands, and this is how far the session has come.</summary>
    public void Cut(SessionCheckpoint checkpoint)
    {
        lock (_gate)
        {
            (_checkpoint, _cut) = (checkpoint, _noted);
            if (_mode == Mode.Detached)
            {
                Interlocked.Exchange(ref _committed, checkpoint.Committed);
            }
            else if (_mode == Mode.Opening || _pending.Count > 0)
            {
                Run();
            }
        }
    }

    /// <summary>Completes when what was cut so far, and how many speakers there were, is safe or cannot be made so.</summary>
    public Task SettleAsync()
    {
        lock (_gate)
        {
            if (_mode is Mode.Detached or Mode.Lost)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((++_orders, done));
            Run();
            return done.Task;
        }
    }

    /// <summary>The record may be gone or another's: a write tells.</summary>
    public void Check()
    {
        lock (_gate)
        {
            _orders++;
            Run();
        }
    }

    /// <summary>The directory is there again.</summary>
    public void Reattach()
    {
        lock (_gate)
        {
            if (_mode != Mode.Detached)
            {
                return;
            }

            (_mode, _openFrom) = (Mode.Opening, _noted);
            if (_cut == _noted)
            {
                // So it is with a session that has ended, whose loop cuts no more.
                Run();
            }
        }

        // Else its loop cuts, and the record is written.
        wake();
    }

    /// <summary>The session does not wait for the directory: no other node could take it over now.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            if (_mode is Mode.Detached or Mode.Lost)
            {
                return;
            }

            _mode = Mode.Detached;
            _pending.Clear();
            Interlocked.Exchange(ref _committed, _checkpoint.Committed);
        }

        log.Hold(false);
        Complete(long.MaxValue);
        if (!_announced)
        {
            _announced = true;
            member.Metrics.Detached(1);
            log.Append(new Notice("resume_unavailable", "The session goes on, but no other node could take it over now."));
        }
    }

    /// <summary>Nothing is written any more; the session is over here.</summary>
    public void Close()
    {
        member.Remove(this);
        Stop();
        if (_announced)
        {
            _announced = false;
            member.Metrics.Detached(-1);
        }
    }

    public Task<Outcome<WriteVerdict>> ReleaseAsync()
    {
        member.Metrics.Moved();
        return member.Directory.ReleaseAsync(_session.Id, Term);
    }

    public Task<Outcome<WriteVerdict>> RemoveAsync() => member.Directory.RemoveAsync(_session.Id, Term);

    private bool Is(Mode mode)
    {
        lock (_gate)
        {
            return _mode == mode;
        }
    }

    /// <summary>Called by the log, in order, under its lock.</summary>
    private void Note(LoggedEvent logged)
    {
        lock (_gate)
        {
            _noted = logged.Sequence;
            if (logged.Event is ReplyAudio)
            {
                // Audio is of the moment: no other node goes on with it.
                return;
            }

            if (_mode is Mode.Attached or Mode.Opening)
            {
                _pending.Enqueue(logged);
                if (_pending.Count > MostPending)
                {
                    _pending.Clear();
                    (_mode, _openFrom) = (Mode.Opening, _noted);
                }
            }
        }

        wake();
    }

    /// <summary>To be called under the lock.</summary>
    private void Run()
    {
        if (!_running)
        {
            _running = true;
            _ = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        while (Take() is { } work)
        {
            var began = member.Time.GetTimestamp();
            var verdict = await WriteAsync(work).ConfigureAwait(false);
            if (!verdict.Succeeded)
            {
                // A process that stood still finds its call late although it was answered; and what was written is not written twice.
                verdict = await WriteAsync(work).ConfigureAwait(false);
            }

            if (!verdict.Succeeded)
            {
                Detach();
            }
            else if (verdict.Value == WriteVerdict.Fenced)
            {
                member.Metrics.Fenced();
                _session.Lose();
                Stop();
            }
            else if (verdict.Value == WriteVerdict.Missing)
            {
                Reopen();
            }
            else
            {
                Accept(work);
                if (work.Said.Any(logged => logged.Event is TranscriptFinal))
                {
                    member.Metrics.Durable(member.Time.GetElapsedTime(began));
                }
            }
        }
    }

    private JournalWork? Take()
    {
        lock (_gate)
        {
            var opening = _mode == Mode.Opening && _cut >= _openFrom;
            var due = _mode == Mode.Attached && (_orders > _obeyed || (_pending.TryPeek(out var next) && next.Sequence <= _cut));
            if (!opening && !due)
            {
                _running = false;
                return null;
            }

            while (_reserved - _noted < Block / 2)
            {
                _reserved += Block;
            }

            List<LoggedEvent> said = [];
            while (_pending.TryPeek(out next) && next.Sequence <= _cut)
            {
                said.Add(_pending.Dequeue());
            }

            return new JournalWork(opening, ++_revision, _cut, _reserved, _checkpoint, _orders) { Said = said };
        }
    }

    private Task<Outcome<WriteVerdict>> WriteAsync(JournalWork work)
    {
        var checkpoint = StoredSession.Write(work.Checkpoint with { Received = _session.EverReceived, Epoch = _session.Epoch, State = _session.State, Model = _session.Model });
        if (work.Whole)
        {
            var (first, events) = log.Copy(work.UpTo);
            return member.Directory.ReplaceAsync(new SessionImage(_session.Id, Term)
            {
                Owner = member.Name,
                Revision = work.Revision,
                Options = _options,
                Checkpoint = checkpoint,
                Reserved = work.Reserved,
                First = first,
                TimeToLive = TimeToLive,
                Events = events.ConvertAll(StoredSession.Write),
            });
        }

        return member.Directory.WriteAsync(work.Addition(Lease, checkpoint, log.First));
    }

    /// <summary>Nothing is written any more, and nobody waits for it.</summary>
    private void Stop()
    {
        lock (_gate)
        {
            _mode = Mode.Lost;
        }

        Complete(long.MaxValue);
    }

    private void Reopen()
    {
        lock (_gate)
        {
            if (_mode == Mode.Attached)
            {
                (_mode, _openFrom) = (Mode.Opening, 0);
            }
        }
    }

    private void Accept(JournalWork work)
    {
        bool held;
        lock (_gate)
        {
            held = _mode is Mode.Attached or Mode.Opening;
            if (_mode == Mode.Opening && _openFrom <= work.UpTo)
            {
                _mode = Mode.Attached;
            }

            Interlocked.Exchange(ref _committed, Math.Max(_committed, work.Checkpoint.Committed));
        }

        if (work.Whole && held)
        {
            log.Hold(true);
        }

        log.Release(work.UpTo);
        Complete(work.Orders);
        if (_announced && held)
        {
            _announced = false;
            member.Metrics.Detached(-1);
            log.Append(new Notice("resume_available", "Other nodes can take the session over again."));
        }
    }

    private void Complete(long orders)
    {
        List<TaskCompletionSource> done = [];
        lock (_gate)
        {
            _obeyed = Math.Max(_obeyed, Math.Min(orders, _orders));
            done.AddRange(_waiting.Where(wait => wait.Order <= orders).Select(wait => wait.Done));
            _waiting.RemoveAll(wait => wait.Order <= orders);
        }

        done.ForEach(wait => wait.TrySetResult());
    }
}
