using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Parley.Protocols.WebSockets;

/// <summary>
/// The upgraded connection, as the WebSocket object sees it: each of its writes is one whole frame. What it adds:
/// <list type="bullet">
/// <item>disposing does nothing: the WebSocket object disposes of it at an error, and Kestrel would then reset the
/// connection before the close frame arrives;</item>
/// <item>a frame can be put between the others, and a last word before a close that the WebSocket object itself
/// decides on;</item>
/// <item>a write waits for a client that does not read for a limited time;</item>
/// <item>it holds no buffer while nothing comes, and reads ahead when something does;</item>
/// <item>it knows how long it has been listening in vain.</item>
/// </list>
/// </summary>
[SuppressMessage("Reliability", "CA2215", Justification = "Disposing does nothing: that is the point.")]
internal sealed class FrameStream(Stream inner, TimeSpan writeTimeout, TimeProvider time) : Stream
{
    /// <summary>A second of audio.</summary>
    public const int AheadBytes = 32 * 1024;

    private const long NotListening = -1;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private long _listeningSince = NotListening;
    private byte[]? _ahead;
    private int _from;
    private int _to;
    private int _stalled;
    private int _closed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends a read that waits and was given no token of its own: to register each of them costs more than most frames.</summary>
    public CancellationToken Gone { get; init; }

    /// <summary>Gives the frame to send first when the WebSocket object closes because of what the client sent.</summary>
    public Func<int, byte[]?>? BeforeClose { get; set; }

    /// <summary>A write was given up because the client does not read, and it did not read on since.</summary>
    public bool Stalled => Volatile.Read(ref _stalled) == 1;

    /// <summary>Bytes have come that nobody has read yet.</summary>
    public bool HasMore => _ahead is not null;

    /// <summary>How many of them; of a longer message, more may be on their way.</summary>
    public int Ahead => _ahead is null ? 0 : _to - _from;

    /// <summary>A close frame has left.</summary>
    public bool Closed => Volatile.Read(ref _closed) == 1;

    /// <summary>How long a read has been waiting without a byte; zero while nobody reads, whatever the client does.</summary>
    public TimeSpan Silence => Interlocked.Read(ref _listeningSince) is var since && since == NotListening
        ? TimeSpan.Zero
        : time.GetElapsedTime(since);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _ahead is null ? ReadOnAsync(buffer, cancellationToken.CanBeCanceled ? cancellationToken : Gone) : ValueTask.FromResult(TakeAhead(buffer.Span));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // Nothing may follow a close frame.
            if (Closed)
            {
                return;
            }

            if (ServerFrame.CloseCode(buffer.Span) is { } code)
            {
                Interlocked.Exchange(ref _closed, 1);
                if (BeforeClose?.Invoke(code) is { } lastWord)
                {
                    await BoundedAsync(inner.WriteAsync(lastWord, CancellationToken.None));
                }
            }

            await BoundedAsync(inner.WriteAsync(buffer, CancellationToken.None));
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Pings, unless another frame is being written: then there is no need to.</summary>
    public async Task PingAsync()
    {
        if (Closed || !await _writing.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            return;
        }

        try
        {
            await BoundedAsync(inner.WriteAsync(ServerFrame.Ping, CancellationToken.None));
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// Says why and closes, past a WebSocket object that cannot any more. Even after a write that was given up, the
    /// connection holds that frame whole: these follow it when the client reads on within <paramref name="patience"/>.
    /// </summary>
    public async Task SayFarewellAsync(byte[] error, byte[] close, TimeSpan patience)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
        {
            return;
        }

        byte[] both = [.. error, .. close];
        await inner.WriteAsync(both, CancellationToken.None).AsTask().WaitAsync(patience, time);
        Interlocked.Exchange(ref _stalled, 0);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>
    /// Waits without a buffer. What has come is read at once, as much as there is: the WebSocket object asks for a frame in
    /// small pieces.
    /// </summary>
    private async ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        Interlocked.Exchange(ref _listeningSince, time.GetTimestamp());
        byte[]? ahead = null;
        try
        {
#pragma warning disable CA2022 // Nothing is to be read yet.
            _ = await inner.ReadAsync(Memory<byte>.Empty, cancellation);
#pragma warning restore CA2022
            if (buffer.Length >= AheadBytes || buffer.IsEmpty)
            {
                return await inner.ReadAsync(buffer, cancellation);
            }

            ahead = ArrayPool<byte>.Shared.Rent(AheadBytes);
            var read = await inner.ReadAsync(ahead, cancellation);
            if (read == 0)
            {
                return 0;
            }

            (_ahead, _from, _to, ahead) = (ahead, 0, read, null);
            return TakeAhead(buffer.Span);
        }
        finally
        {
            Interlocked.Exchange(ref _listeningSince, NotListening);
            if (ahead is not null)
            {
                ArrayPool<byte>.Shared.Return(ahead);
            }
        }
    }

    private int TakeAhead(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _to - _from);
        _ahead.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        if (_from == _to)
        {
            ArrayPool<byte>.Shared.Return(_ahead!);
            _ahead = null;
        }

        return count;
    }

    private async ValueTask BoundedAsync(ValueTask write)
    {
        if (write.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await write.AsTask().WaitAsync(writeTimeout, time);
        }
        catch (TimeoutException)
        {
            Interlocked.Exchange(ref _stalled, 1);
            throw;
        }
    }
}
