using System.Runtime.CompilerServices;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>
/// Everything a session said, numbered from 1. Holds the newest events; any number of readers attach at any number still
/// held. A reader that falls behind what is held is told so, never skipped silently.
/// </summary>
/// <param name="capacity">Events held.</param>
/// <param name="maxBytes">Bytes of the events held, as estimated.</param>
/// <param name="maxWaiting">Bytes said since a reader came that may wait for it; beyond, a follower is cut.</param>
public sealed class EventLog(int capacity, long maxBytes = 4 << 20, long maxWaiting = 1 << 20)
{
    /// <summary>A follower that this many events wait for is spared those that a later one made worthless.</summary>
    public const int Lag = 64;

    private readonly Lock _gate = new();
    private readonly EventHistory _history = new(capacity, maxBytes);
    private readonly Queue<long> _guarded = new();
    private TaskCompletionSource _changed = NewSignal();
    private Action<LoggedEvent>? _note;
    private ParleyError? _broken;
    private long _reach;
    private int _readers;
    private int _read;
    private bool _guarding;
    private bool _closed;

    /// <summary>The newest sequence number that readers get; 0 before the first event.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
            {
                return Visible;
            }
        }
    }

    /// <summary>The oldest sequence number from which nothing is missing.</summary>
    public long First
    {
        get
        {
            lock (_gate)
            {
                return _history.First;
            }
        }
    }

    private long Visible => _guarded.TryPeek(out var guarded) ? guarded - 1 : _history.Last;

    /// <summary>Adds an event and wakes the readers; nothing enters a closed log.</summary>
    public void Append(SessionEvent item)
    {
        TaskCompletionSource wake;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _history.Add(item);
            if (_guarding && IsPromise(item))
            {
                _guarded.Enqueue(_history.Last);
            }

            _note?.Invoke(new LoggedEvent(_history.Last, item));
            wake = NextSignal();
        }

        wake.SetResult();
    }

    /// <summary>Adds what another node said, under its own numbers; what is there already is passed over.</summary>
    /// <param name="reach">Up to this number readers may have come elsewhere.</param>
    internal void Copy(IEnumerable<LoggedEvent> events, long reach)
    {
        TaskCompletionSource wake;
        lock (_gate)
        {
            foreach (var logged in events.Where(logged => logged.Sequence > _history.Last && !_closed))
            {
                _history.Add(logged);
            }

            _reach = Math.Max(_reach, reach);
            wake = NextSignal();
        }

        wake.SetResult();
    }

    /// <summary>An empty log begins where another one was: nothing before <paramref name="first"/> is to be had.</summary>
    internal void Begin(long first, long last)
    {
        lock (_gate)
        {
            _history.Begin(first, last);
        }
    }

    /// <summary>Numbers up to this one may have been used elsewhere: the next event is beyond it.</summary>
    internal void Skip(long reserved)
    {
        lock (_gate)
        {
            _history.Skip(reserved);
        }
    }

    /// <summary>
    /// From now on <paramref name="note"/> gets each event, in order, and finals and whatever else a client relies on wait
    /// for <see cref="Release"/> before a reader gets them, and with them what follows.
    /// </summary>
    internal void Guard(Action<LoggedEvent> note, bool hold) => Under(() => (_note, _guarding) = (note, hold));

    /// <summary>Whether what a client relies on waits for <see cref="Release"/>; when no longer, nothing waits.</summary>
    internal void Hold(bool hold) => Under(() =>
    {
        _guarding = hold;
        if (!hold)
        {
            _guarded.Clear();
        }
    });

    /// <summary>Everything up to this number is safe: readers may have it.</summary>
    internal void Release(long sequence) => Under(() =>
    {
        while (_guarded.TryPeek(out var guarded) && guarded <= sequence)
        {
            _guarded.Dequeue();
        }
    });

    /// <summary>The events held up to this number, without the audio of replies, and from where on nothing is missing.</summary>
    internal (long First, List<LoggedEvent> Events) Copy(long upTo)
    {
        lock (_gate)
        {
            var events = new List<LoggedEvent>(_history.Count);
            for (var i = 0; i < _history.Count && _history[i].Logged.Sequence <= upTo; i++)
            {
                if (_history[i].Logged.Event is not ReplyAudio)
                {
                    events.Add(_history[i].Logged);
                }
            }

            return (_history.First, events);
        }
    }

    /// <summary>The session goes on elsewhere, or not at all: readers get this error after what they may still have.</summary>
    internal void Break(ParleyError error)
    {
        lock (_gate)
        {
            _broken ??= _closed ? null : error;
        }

        Close();
    }

    /// <summary>No more events: readers finish when they have read what is held.</summary>
    public void Close()
    {
        TaskCompletionSource wake;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            wake = NextSignal();
        }

        wake.SetResult();
    }

    /// <summary>Whether a reader that has seen <paramref name="after"/> can go on without a gap.</summary>
    public ParleyError? CanReadAfter(long after)
    {
        lock (_gate)
        {
            var last = Math.Max(_history.Last, _reach);
            if (after < 0 || after > last)
            {
                return ParleyError.Invalid("after", $"{after} is outside 0 to {last}.");
            }

            return after > 0 && after + 1 < _history.First ? Gone(after) : null;
        }
    }

    /// <summary>
    /// The events after <paramref name="after"/> (0: from the oldest held), then live until the log closes.
    /// Throws <see cref="ParleyException"/> with <c>events_gone</c> when the reader has fallen behind what is held.
    /// </summary>
    public IAsyncEnumerable<LoggedEvent> ReadAsync(long after, CancellationToken cancellation = default) =>
        ReadAsync(new Reader(null, int.MaxValue), after, cancellation);

    /// <summary>
    /// As <see cref="ReadAsync(long, CancellationToken)"/>, for someone at the far end of a connection: while more than
    /// <see cref="Lag"/> events wait, superseded ones are left out, and with too much waiting it throws
    /// <c>reader_too_slow</c>, after which the reader can come back. Finals are never left out. When <paramref name="gone"/>
    /// fires it ends as if the log had closed: of thousands of connections that break together, an exception each would keep
    /// everybody else waiting.
    /// </summary>
    public IAsyncEnumerable<LoggedEvent> FollowAsync(long after, CancellationToken gone = default)
    {
        lock (_gate)
        {
            // What was said before it came is history, which it may read at its own pace.
            return ReadAsync(new Reader(_history.Lasting, Lag, MayVanish: true), after, gone);
        }
    }

    private async IAsyncEnumerable<LoggedEvent> ReadAsync(
        Reader reader, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var seen = after == 0 ? First - 1 : after;
        using var here = new Presence(this);
        while (true)
        {
            Task changed;
            LoggedEvent? next;
            lock (_gate)
            {
                next = Next(reader, seen);
                changed = _changed.Task;
                if (next is null && _closed && (_broken is not null || _guarded.Count == 0))
                {
                    if (_broken is { } broken)
                    {
                        throw new ParleyException(broken);
                    }

                    yield break;
                }
            }

            if (next is { } item)
            {
                seen = item.Sequence;
                yield return item;
            }
            else
            {
                await changed.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (reader.MayVanish && cancellation.IsCancellationRequested)
                {
                    yield break;
                }

                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Whether anybody reads, or has asked since this was last asked.</summary>
    internal bool WasRead() => Interlocked.Exchange(ref _read, 0) == 1 || Volatile.Read(ref _readers) > 0;

    /// <summary>Somebody is interested.</summary>
    internal void Touch() => Interlocked.Exchange(ref _read, 1);

    private LoggedEvent? Next(Reader reader, long seen)
    {
        if (seen + 1 < _history.First)
        {
            throw new ParleyException(reader.Came is not null ? TooSlow(seen) : Gone(seen));
        }

        var index = _history.IndexAfter(seen);
        while (index < _history.Count && (_history[index].Silent || (_history.Count - index > reader.Lag && _history[index].Superseded)))
        {
            index++;
        }

        if (index == _history.Count || _history[index].Logged.Sequence > Visible)
        {
            return null;
        }

        ref var held = ref _history[index];
        return reader.Came is { } came && _history.Lasting - Math.Max(held.Lasting, came) > maxWaiting
            ? throw new ParleyException(TooSlow(seen))
            : held.Logged;
    }

    /// <summary>What a client may rely on: it must outlive this process before it is said.</summary>
    private static bool IsPromise(SessionEvent item) =>
        item is TranscriptFinal or TranslationFinal or TranslationFailed or MessageHeard or ReplyEnded or Ack or SessionStarted or SessionUpdated or SessionEnded;

    private void Under(Action change)
    {
        TaskCompletionSource wake;
        lock (_gate)
        {
            change();
            wake = NextSignal();
        }

        wake.SetResult();
    }

    /// <summary>To be called under the lock; the one before is to be set after it.</summary>
    private TaskCompletionSource NextSignal()
    {
        var wake = _changed;
        _changed = NewSignal();
        return wake;
    }

    private ParleyError Gone(long after) =>
        new(ErrorCodes.EventsGone, $"Events after {after} are no longer held; the first held is {_history.First}.")
        {
            Param = "after",
        };

    private ParleyError TooSlow(long seen) =>
        new(ErrorCodes.ReaderTooSlow, $"More than {maxWaiting} bytes of events after {seen} wait to be read; attach again after it.")
        {
            Retry = true,
        };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Counts a reader for as long as it reads.</summary>
    private sealed class Presence : IDisposable
    {
        private readonly EventLog _log;

        public Presence(EventLog log)
        {
            _log = log;
            Interlocked.Increment(ref log._readers);
        }

        public void Dispose()
        {
            _log.Touch();
            Interlocked.Decrement(ref _log._readers);
        }
    }

    /// <param name="Came">Bytes said before a follower came; null for a reader that is not cut.</param>
    /// <param name="Lag">Beyond this many waiting events the superseded are left out.</param>
    private readonly record struct Reader(long? Came, int Lag, bool MayVanish = false);
}
