namespace Parley.Client;

/// <summary>
/// The newest audio by position: written by whoever speaks, read by the connection there is, and kept until the server
/// is done with it, so that another connection can send it again. Positions are frames (a sample of each channel).
/// </summary>
internal sealed class AudioRing(int frames, int frameBytes)
{
    private readonly Lock _gate = new();
    private readonly byte[] _bytes = new byte[frames * frameBytes];
    private TaskCompletionSource _changed = NewSignal();
    private long _end;
    private long _cursor;
    private long _received;
    private bool _ended;
    private long? _mark;
    private bool _passed;

    /// <summary>Puts in as much as there is room for, and waits for more room; what the server does not hold yet is never overwritten.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellation)
    {
        while (!audio.IsEmpty)
        {
            Task changed;
            lock (_gate)
            {
                var count = (int)Math.Min(audio.Length / frameBytes, _received + frames - _end);
                Copy(audio.Span[..(count * frameBytes)]);
                audio = audio[(count * frameBytes)..];
                _end += count;
                changed = _changed.Task;
                if (count > 0)
                {
                    Signal();
                    continue;
                }
            }

            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>No more audio will be written.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            Signal();
        }
    }

    /// <summary>Nothing that is written from now on is read before the reader has passed this place.</summary>
    public void Mark()
    {
        lock (_gate)
        {
            (_mark, _passed) = (_end, false);
            Signal();
        }
    }

    /// <summary>The reader goes on behind the mark; a reader that begins anew stops there again.</summary>
    public void Pass()
    {
        lock (_gate)
        {
            _passed = true;
        }
    }

    /// <summary>There is no mark any more.</summary>
    public void Unmark()
    {
        lock (_gate)
        {
            _mark = null;
            Signal();
        }
    }

    /// <summary>
    /// Takes what is next to be sent, at most what <paramref name="destination"/> holds, waiting for some. Nothing: the
    /// reader stands at the mark, or the audio has ended.
    /// </summary>
    public async ValueTask<(long Position, int Bytes, bool Ended)> ReadAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                var end = _passed ? _end : Math.Max(_cursor, _mark ?? _end);
                var atMark = !_passed && _mark <= _cursor;
                var count = atMark ? 0 : (int)Math.Min(destination.Length / frameBytes, end - _cursor);
                if (count > 0 || atMark || _ended)
                {
                    Take(destination.Span[..(count * frameBytes)]);
                    var position = _cursor;
                    _cursor += count;
                    return (position, count * frameBytes, count == 0 && !atMark);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The server holds everything before this.</summary>
    public void Acknowledge(long received)
    {
        lock (_gate)
        {
            _received = Math.Clamp(received, _received, _end);
            Signal();
        }
    }

    /// <summary>
    /// Another connection: reading goes on from what the server holds. That may be less than it acknowledged, when
    /// another server has taken the session over; then from the oldest there is.
    /// </summary>
    public void Rewind(long received)
    {
        lock (_gate)
        {
            _cursor = Math.Clamp(received, Math.Max(0, _end - frames), _end);
            (_received, _passed) = (_cursor, false);
            Signal();
        }
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    private void Copy(ReadOnlySpan<byte> from)
    {
        var at = (int)(_end % frames) * frameBytes;
        var first = Math.Min(from.Length, _bytes.Length - at);
        from[..first].CopyTo(_bytes.AsSpan(at));
        from[first..].CopyTo(_bytes);
    }

    private void Take(Span<byte> to)
    {
        var at = (int)(_cursor % frames) * frameBytes;
        var first = Math.Min(to.Length, _bytes.Length - at);
        _bytes.AsSpan(at, first).CopyTo(to);
        _bytes.AsSpan(0, to.Length - first).CopyTo(to[first..]);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
