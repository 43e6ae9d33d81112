using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Parley.Audio;
using Parley.Audio.Codecs;
using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>
/// The audio of a session, addressed by sample position at the input rate. One writer appends chunks and is held back
/// when <see cref="SessionLimits.AudioQueue"/> is full; one reader takes mono samples and the marks between them.
/// </summary>
internal sealed class AudioLog : IDisposable
{
    private readonly AudioFormat _format;
    private readonly SessionLimits _limits;
    private readonly IChunkDecoder _decoder;
    private readonly Action _changed;
    private readonly Pipe _pipe;
    private readonly Lock _gate = new();
    private readonly Queue<AudioMark> _marks = new();
    private long _received;
    private long _next;
    private long _written;
    private long _lastFlush = -1;
    private bool _asked;
    private long _read;
    private bool _ended;
    private bool _heldBack;

    /// <param name="begin">The position of the first sample; what came before was heard elsewhere.</param>
    public AudioLog(AudioFormat format, SessionLimits limits, Action changed, long begin = 0)
    {
        _received = _next = begin;
        _format = format;
        _limits = limits;
        _changed = changed;
        _decoder = ChunkDecoders.Create(format);
        var bound = (long)(limits.AudioQueue.TotalSeconds * format.Rate) * sizeof(float);
        _pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: bound, resumeWriterThreshold: bound / 2, useSynchronizationContext: false));
    }

    /// <summary>Every sample before this is held or was processed.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>
    /// Accepts a chunk and waits while the queue is full. The outcome is the new <see cref="Received"/>, or why the
    /// chunk was refused; a hole or an overlap goes to <paramref name="warn"/> and the rest of the chunk is accepted.
    /// </summary>
    /// <param name="replayed">Samples before this may come again: they are dropped without a warning.</param>
    /// <param name="more">Another chunk follows at once: the reader is only woken when there is no room for it.</param>
    public async ValueTask<Outcome<long>> AppendAsync(
        ReadOnlyMemory<byte> chunk, long? position, long replayed, Action<ParleyError> warn, bool more, CancellationToken cancellation)
    {
        if (_heldBack)
        {
            // The sender before this one gave up waiting for room; there still has to be some.
            await WaitAsync(_pipe.Writer.FlushAsync(CancellationToken.None), cancellation).ConfigureAwait(false);
        }

        if (Write(chunk.Span, position, replayed, warn) is { } refusal)
        {
            return refusal;
        }

        // The flush publishes the samples before it waits for room, so the reader is woken first. A token would keep it
        // from publishing them: only the wait is given up, since what follows stands after these samples.
        var flush = _pipe.Writer.FlushAsync(CancellationToken.None);
        if (!more || !flush.IsCompleted)
        {
            _changed();
        }

        var result = flush.IsCompleted
            ? await flush.ConfigureAwait(false)
            : await WaitAsync(flush, cancellation).ConfigureAwait(false);
        return result.IsCompleted ? SessionOver() : Received;
    }

    /// <summary>Another sender begins: unless it says otherwise, where the audio ends now. Returns <see cref="Received"/>.</summary>
    public long Rejoin()
    {
        lock (_gate)
        {
            return _next = _received;
        }
    }

    /// <summary>Marks this place in the audio: an open utterance is to be closed here.</summary>
    public void Flush() => Mark(AudioMarkKind.Flush);

    /// <summary>Marks this place in the audio: what was said up to here is to be answered. One such mark waits at a time.</summary>
    public void Ask() => Mark(AudioMarkKind.Ask);

    /// <summary>No more audio. Idempotent.</summary>
    public void End()
    {
        Mark(AudioMarkKind.End);
    }

    /// <summary>
    /// Takes samples up to the next mark. Returns false when there is nothing to take; <paramref name="mark"/> is set
    /// when a mark was reached, and then no samples are returned.
    /// </summary>
    public bool TryRead(Span<float> destination, out int count, out AudioMark? mark)
    {
        count = 0;
        mark = null;
        var available = destination.Length;
        lock (_gate)
        {
            if (_marks.TryPeek(out var next))
            {
                if (next.At == _read)
                {
                    mark = _marks.Dequeue();
                    _asked &= next.Kind != AudioMarkKind.Ask;
                    return true;
                }

                available = (int)Math.Min(available, next.At - _read);
            }
        }

        if (!_pipe.Reader.TryRead(out var result))
        {
            return false;
        }

        var bytes = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, (long)available * sizeof(float)));
        bytes.CopyTo(MemoryMarshal.AsBytes(destination));
        count = (int)(bytes.Length / sizeof(float));
        _pipe.Reader.AdvanceTo(bytes.End);
        _read += count;
        return count > 0;
    }

    /// <summary>Ends both sides; a writer held back at the bound is released and refused.</summary>
    public void Dispose()
    {
        End();
        _pipe.Reader.Complete();
        lock (_gate)
        {
            // The writer's side may be in the middle of a chunk; it sees the completed reader at its flush.
            _decoder.Dispose();
        }
    }

    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush, CancellationToken cancellation)
    {
        _heldBack = true;
        using var registration = cancellation.UnsafeRegister(
            static writer => ((PipeWriter)writer!).CancelPendingFlush(), _pipe.Writer);
        var result = await flush.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        _heldBack = false;
        return result;
    }

    private ParleyError? Write(ReadOnlySpan<byte> chunk, long? stated, long replayed, Action<ParleyError> warn)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return SessionOver();
            }

            var position = stated ?? _next;
            var farthest = _received + (long)(_limits.MaxGap.TotalSeconds * _format.Rate);
            if (position < 0 || position > farthest)
            {
                return ParleyError.Invalid(
                    "position", $"Position {position} is outside 0 to {farthest} (at most {_limits.MaxGap.TotalHours:0.#} h ahead).");
            }

            return Decode(chunk, position, replayed, warn);
        }
    }

    private ParleyError? Decode(ReadOnlySpan<byte> chunk, long position, long replayed, Action<ParleyError> warn)
    {
        var most = _decoder.MaxSamples(chunk.Length);
        if (_format.Encoding != AudioEncoding.Opus && most > _limits.MaxChunk.TotalSeconds * _format.Rate)
        {
            return ParleyError.Invalid(
                "audio",
                $"{(double)most / _format.Rate:0.0} s in one chunk; at most {_limits.MaxChunk.TotalSeconds:0} s are accepted.",
                ErrorCodes.ChunkTooLarge);
        }

        var samples = MemoryMarshal.Cast<byte, float>(_pipe.Writer.GetSpan(Math.Max(most, 1) * sizeof(float)));
        var decoded = _decoder.Decode(chunk, samples);
        if (!decoded.Succeeded)
        {
            return decoded.Error;
        }

        var count = decoded.Value;
        _next = position + count;
        var held = (int)Math.Clamp(_received - position, 0, count);
        if (held > 0)
        {
            var from = Math.Max(position, replayed);
            if (from < position + held)
            {
                warn(Range(ErrorCodes.AudioOverlap, "These samples are already held and were dropped.", from, position + held));
            }

            samples[held..count].CopyTo(samples);
            count -= held;
        }
        else if (position > _received && count > 0)
        {
            warn(Range(ErrorCodes.AudioGap, "Audio is missing here; what follows it was accepted.", _received, position));
            _marks.Enqueue(new AudioMark(AudioMarkKind.Gap, _written, position));
            Interlocked.Exchange(ref _received, position);
        }

        _pipe.Writer.Advance(count * sizeof(float));
        _written += count;
        Interlocked.Add(ref _received, count);
        return null;
    }

    private void Mark(AudioMarkKind kind)
    {
        lock (_gate)
        {
            // A mark that says nothing new is dropped: a client cannot fill the queue without sending audio.
            if (_ended || (kind == AudioMarkKind.Flush && _lastFlush == _written) || (kind == AudioMarkKind.Ask && _asked))
            {
                return;
            }

            _ended = kind == AudioMarkKind.End;
            if (kind == AudioMarkKind.Ask)
            {
                _asked = true;
            }
            else
            {
                _lastFlush = _written;
            }

            _marks.Enqueue(new AudioMark(kind, _written, 0));
        }

        _changed();
    }

    private static ParleyError Range(string code, string message, long from, long to) =>
        new(code, message) { Param = "position", From = from, To = to };

    private static ParleyError SessionOver() => new(ErrorCodes.SessionEnded, "The session takes no more audio.");
}

/// <summary>What stands between two samples of the audio log.</summary>
/// <param name="At">How many samples were written before it.</param>
/// <param name="Position">For a gap: the position of the next sample.</param>
internal readonly record struct AudioMark(AudioMarkKind Kind, long At, long Position);

internal enum AudioMarkKind
{
    Gap,
    Flush,
    Ask,
    End,
}
