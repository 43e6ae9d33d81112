using Parley.Events;

namespace Parley.Engine.Sessions;

/// <summary>
/// The newest events of a session by sequence number, at most <paramref name="capacity"/> of them and
/// <paramref name="maxBytes"/> as estimated. When it is full, what a later event made worthless goes first: a partial
/// after the next one of its kind or its final, an acknowledgement after the next one. Then the oldest go. The audio of a reply is of
/// the moment: it goes when its reply was cut off, or beyond <see cref="AudioBytes"/> of newer audio, and no reader is
/// cut off for it. Not thread-safe.
/// </summary>
internal sealed class EventHistory(int capacity, long maxBytes)
{
    /// <summary>As much audio is held: some five seconds, five times what a reply may be ahead.</summary>
    public const int AudioBytes = 384 << 10;

    private const int OpenPartials = 64;
    private const int FirstSize = 16;

    private readonly List<(int Utterance, string Target, long Sequence)> _partials = [];
    private readonly Queue<(long Sequence, int Weight)> _audio = new();
    private HeldEvent[] _ring = new HeldEvent[Math.Min(capacity, FirstSize)];
    private int _head;
    private int _count;
    private int _superseded;
    private long _bytes;
    private long _audioBytes;
    private long _gone;
    private long _acknowledged;

    /// <summary>The newest sequence number; 0 before the first event.</summary>
    public long Last { get; private set; }

    /// <summary>From this number on nothing is missing but what a later event made worthless.</summary>
    public long First => _gone + 1;

    /// <summary>Bytes of everything that was ever added and is never superseded.</summary>
    public long Lasting { get; private set; }

    /// <summary>How many events are held.</summary>
    public int Count => _count;

    /// <summary>Nothing before <paramref name="first"/> is to be had; the next event follows <paramref name="last"/>.</summary>
    public void Begin(long first, long last) => (_gone, Last) = (first - 1, last);

    /// <summary>The next event follows this number.</summary>
    public void Skip(long last) => Last = Math.Max(Last, last);

    public void Add(SessionEvent item) => Add(new LoggedEvent(Last + 1, item));

    /// <param name="logged">Beyond <see cref="Last"/>; numbers may be left out.</param>
    public void Add(LoggedEvent logged)
    {
        var item = logged.Event;
        var weight = EventWeight.Of(item);
        while (_count > 0 && (_count == capacity || _bytes + weight > maxBytes))
        {
            MakeRoom();
        }

        Last = logged.Sequence;
        Supersede(item);
        if (_count == _ring.Length)
        {
            Grow();
        }

        Lasting += item is TranscriptPartial or TranslationPartial or Ack or ReplyAudio ? 0 : weight;
        this[_count++] = new HeldEvent(logged, weight, Lasting, Superseded: false);
        _bytes += weight;
        if (item is ReplyAudio)
        {
            _audio.Enqueue((Last, weight));
            _audioBytes += weight;
            while (_audioBytes > AudioBytes)
            {
                Silence();
            }
        }
    }

    /// <summary>Where the first held event after this number stands; <see cref="Count"/> when there is none.</summary>
    public int IndexAfter(long sequence)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = this[middle].Logged.Sequence > sequence ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    public ref HeldEvent this[int index] => ref _ring[(_head + index) % _ring.Length];

    private void Supersede(SessionEvent item)
    {
        switch (item)
        {
            case Ack:
                Mark(_acknowledged);
                _acknowledged = Last;
                break;
            case TranscriptPartial partial:
                AddPartial(partial.Utterance, "");
                break;
            case TranslationPartial partial:
                AddPartial(partial.Utterance, partial.Target);
                break;
            case TranscriptFinal final:
                MarkPartial(final.Utterance, "");
                break;
            case TranslationFinal final:
                MarkPartial(final.Utterance, final.Target);
                break;
            case ReplyEnded { Reason: ReplyEndReason.Interrupted or ReplyEndReason.Cancelled }:
                while (_audio.Count > 0)
                {
                    Silence();
                }

                break;
        }
    }

    /// <summary>Lets the oldest audio go: its bytes at once, its place with the superseded.</summary>
    private void Silence()
    {
        var (sequence, weight) = _audio.Dequeue();
        _audioBytes -= weight;
        var index = IndexAfter(sequence - 1);
        if (index < _count && this[index].Logged.Sequence == sequence && this[index].Logged.Event is ReplyAudio audio)
        {
            var silent = new LoggedEvent(sequence, audio with { Data = default });
            var left = EventWeight.Of(silent.Event);
            _bytes -= this[index].Weight - left;
            this[index] = this[index] with { Logged = silent, Weight = left, Superseded = true };
            _superseded++;
        }
    }

    /// <param name="target">The language of a translation; empty: it is a transcript.</param>
    private void AddPartial(int utterance, string target)
    {
        MarkPartial(utterance, target);
        if (_partials.Count == OpenPartials)
        {
            _partials.RemoveAt(0);
        }

        _partials.Add((utterance, target, Last));
    }

    private void MarkPartial(int utterance, string target)
    {
        var index = _partials.FindIndex(partial => partial.Utterance == utterance && string.Equals(partial.Target, target, StringComparison.Ordinal));
        if (index >= 0)
        {
            Mark(_partials[index].Sequence);
            _partials.RemoveAt(index);
        }
    }

    private void Mark(long sequence)
    {
        var index = IndexAfter(sequence - 1);
        if (index < _count && this[index].Logged.Sequence == sequence)
        {
            this[index] = this[index] with { Superseded = true };
            _superseded++;
        }
    }

    private void MakeRoom()
    {
        // Letting go of the superseded moves everything, so there have to be enough of them.
        if (_superseded > _count / 8)
        {
            Compact();
            return;
        }

        ref var oldest = ref this[0];
        _bytes -= oldest.Weight;
        if (oldest.Superseded)
        {
            _superseded--;
        }
        else
        {
            _gone = oldest.Logged.Sequence;
        }

        oldest = default;
        _head = (_head + 1) % _ring.Length;
        _count--;
    }

    private void Compact()
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (this[i].Superseded)
            {
                _bytes -= this[i].Weight;
            }
            else
            {
                this[kept++] = this[i];
            }
        }

        for (var i = kept; i < _count; i++)
        {
            this[i] = default;
        }

        (_count, _superseded) = (kept, 0);
    }

    private void Grow()
    {
        var larger = new HeldEvent[Math.Min(capacity, _ring.Length * 2)];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = this[i];
        }

        (_ring, _head) = (larger, 0);
    }
}

/// <param name="Weight">Its bytes on a wire, estimated.</param>
/// <param name="Lasting">Bytes of everything up to and with it that is never superseded.</param>
/// <param name="Superseded">A later event says all that it says.</param>
internal readonly record struct HeldEvent(LoggedEvent Logged, int Weight, long Lasting, bool Superseded)
{
    /// <summary>Audio that was let go: nobody gets it.</summary>
    public bool Silent => Logged.Event is ReplyAudio { Data.Length: 0 };
}
