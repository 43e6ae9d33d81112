using Parley.Failures;

namespace Parley.Audio.Files.Input;

/// <summary>
/// The bytes of a file as they arrive: the head can be looked at before it is read, and no more than the limit is
/// ever taken. Leaves the stream under it open.
/// </summary>
internal sealed class Upload(Stream input, long maxBytes, int headBytes = Upload.HeadSize) : ReadOnlyStream
{
    /// <summary>The furthest that one can look ahead, bytes.</summary>
    public const int HeadSize = 64 * 1024;

    private readonly byte[] _head = new byte[HeadSize];
    private int _start;
    private int _end;
    private long _taken;

    /// <summary>How much is looked at to recognise the file: less of one that is being spoken, whose bytes come slowly.</summary>
    public int HeadBytes => headBytes;

    /// <summary>Shows the next bytes without reading them; fewer than asked for only at the end of the file.</summary>
    /// <param name="count">Up to <see cref="HeadSize"/>.</param>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellation)
    {
        if (_start + count > HeadSize)
        {
            _head.AsSpan(_start.._end).CopyTo(_head);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < count)
        {
            var read = await TakeAsync(_head.AsMemory(_end), cancellation);
            if (read == 0)
            {
                break;
            }

            _end += read;
        }

        return _head.AsMemory(_start, Math.Min(count, _end - _start));
    }

    /// <exception cref="ParleyException">The file is over its limit.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
        {
            return await TakeAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _head.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        return count;
    }

    /// <summary>Reads past so many bytes; false when the file ends before.</summary>
    public async ValueTask<bool> SkipAsync(long count, CancellationToken cancellation)
    {
        while (count > 0)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = await TakeAsync(_head, cancellation);
                if (_end == 0)
                {
                    return false;
                }
            }

            var step = (int)Math.Min(count, _end - _start);
            _start += step;
            count -= step;
        }

        return true;
    }

    private async ValueTask<int> TakeAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        // One byte more than the limit is asked for, so that a file of exactly the limit ends like any other.
        var room = maxBytes - _taken + 1;
        var read = await input.ReadAsync(buffer.Length > room ? buffer[..(int)room] : buffer, cancellation);
        _taken += read;
        return _taken <= maxBytes
            ? read
            : throw new ParleyException(ParleyError.Invalid(
                "file", $"The file is longer than the limit of {maxBytes} bytes.", ErrorCodes.UploadTooLarge));
    }
}
