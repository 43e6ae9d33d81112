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
    private TaskCompletionSource _changed = NewSignal();
    private bool _closed;

    /// <summary>The newest sequence number; 0 before the first event.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
            {
                return _history.Last;
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
            wake = _changed;
            _changed = NewSignal();
        }

        wake.SetResult();
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
            wake = _changed;
        }

        wake.SetResult();
    }

    /// <summary>Whether a reader that has seen <paramref name="after"/> can go on without a gap.</summary>
    public ParleyError? CanReadAfter(long after)
    {
        lock (_gate)
        {
            if (after < 0 || after > _history.Last)
            {
                return ParleyError.Invalid("after", $"{after} is outside 0 to {_history.Last}.");
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
    /// <c>reader_too_slow</c>, after which the reader can come back. Finals are never left out.
    /// </summary>
    public IAsyncEnumerable<LoggedEvent> FollowAsync(long after, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            // What was said before it came is history, which it may read at its own pace.
            return ReadAsync(new Reader(_history.Lasting, Lag), after, cancellation);
        }
    }

    private async IAsyncEnumerable<LoggedEvent> ReadAsync(
        Reader reader, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var seen = after == 0 ? First - 1 : after;
        while (true)
        {
            Task changed;
            LoggedEvent? next;
            lock (_gate)
            {
                next = Next(reader, seen);
                changed = _changed.Task;
                if (next is null && _closed)
                {
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
                await changed.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private LoggedEvent? Next(Reader reader, long seen)
    {
        if (seen + 1 < _history.First)
        {
            throw new ParleyException(reader.Came is not null ? TooSlow(seen) : Gone(seen));
        }

        var index = _history.IndexAfter(seen);
        while (_history.Count - index > reader.Lag && _history[index].Superseded)
        {
            index++;
        }

        if (index == _history.Count)
        {
            return null;
        }

        ref var held = ref _history[index];
        return reader.Came is { } came && _history.Lasting - Math.Max(held.Lasting, came) > maxWaiting
            ? throw new ParleyException(TooSlow(seen))
            : held.Logged;
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

    /// <param name="Came">Bytes said before a follower came; null for a reader that is not cut.</param>
    /// <param name="Lag">Beyond this many waiting events the superseded are left out.</param>
    private readonly record struct Reader(long? Came, int Lag);
}
