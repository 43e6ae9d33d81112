using System.Runtime.CompilerServices;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>
/// Everything a session said, numbered from 1. Holds the newest <paramref name="capacity"/> events; any number of
/// readers attach at any number still held. A reader that falls behind what is held is told so, never skipped silently.
/// </summary>
public sealed class EventLog(int capacity)
{
    private readonly Lock _gate = new();
    private readonly LoggedEvent[] _ring = new LoggedEvent[capacity];
    private TaskCompletionSource _changed = NewSignal();
    private long _last;
    private bool _closed;

    /// <summary>The newest sequence number; 0 before the first event.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>The oldest sequence number still held.</summary>
    public long First
    {
        get
        {
            lock (_gate)
            {
                return FirstHeld;
            }
        }
    }

    private long FirstHeld => Math.Max(1, _last - capacity + 1);

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

            _last++;
            _ring[_last % capacity] = new LoggedEvent(_last, item);
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
            if (after < 0 || after > _last)
            {
                return ParleyError.Invalid("after", $"{after} is outside 0 to {_last}.");
            }

            return after > 0 && after + 1 < FirstHeld ? Gone(after) : null;
        }
    }

    /// <summary>
    /// The events after <paramref name="after"/> (0: from the oldest held), then live until the log closes.
    /// Throws <see cref="ParleyException"/> with <c>events_gone</c> when the reader has fallen behind what is held.
    /// </summary>
    public async IAsyncEnumerable<LoggedEvent> ReadAsync(
        long after, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var next = after == 0 ? First : after + 1;
        var batch = new List<LoggedEvent>();
        while (true)
        {
            Task changed;
            bool closed;
            lock (_gate)
            {
                if (next < FirstHeld)
                {
                    throw new ParleyException(Gone(next - 1));
                }

                for (var i = next; i <= _last; i++)
                {
                    batch.Add(_ring[i % capacity]);
                }

                changed = _changed.Task;
                closed = _closed;
            }

            foreach (var item in batch)
            {
                yield return item;
            }

            next += batch.Count;
            var drained = batch.Count == 0;
            batch.Clear();
            if (drained)
            {
                if (closed)
                {
                    yield break;
                }

                await changed.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private ParleyError Gone(long after) =>
        new(ErrorCodes.EventsGone, $"Events after {after} are no longer held; the first held is {FirstHeld}.")
        {
            Param = "after",
        };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
