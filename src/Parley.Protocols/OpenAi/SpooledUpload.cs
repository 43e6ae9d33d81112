using Parley.Audio.Files;
using Parley.Failures;

namespace Parley.Protocols.OpenAi;

/// <summary>
/// A recording on its way in: written to a <see cref="NamelessFile"/> as fast as it arrives, and read from there, even
/// while it still arrives. So the client's upload never waits for the engine, and a field that comes after the file can
/// still decide how it is read.
/// </summary>
internal sealed class SpooledUpload : IDisposable
{
    private readonly NamelessFile _file;
    private readonly long _maxBytes;
    private readonly Lock _gate = new();
    private TaskCompletionSource _grew = NewSignal();
    private long _length;
    private bool _complete;

    public SpooledUpload(long maxBytes)
    {
        _maxBytes = maxBytes;
        _file = Create();
    }

    /// <summary>Adds what arrived.</summary>
    /// <exception cref="ParleyException">The recording is over its limit, or the disk does not take it.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> block, CancellationToken cancellation)
    {
        if (_length + block.Length > _maxBytes)
        {
            throw new ParleyException(TooLarge(_maxBytes));
        }

        try
        {
            await _file.AppendAsync(block, cancellation);
        }
        catch (IOException full)
        {
            throw NoRoom(full);
        }

        Grow(block.Length, complete: false);
    }

    /// <summary>Nothing more will arrive.</summary>
    public void Complete() => Grow(0, complete: true);

    /// <summary>Reads from the start to what was the end when <see cref="Complete"/> was called, waiting where it must.</summary>
    public Stream Read() => new Reader(this);

    public void Dispose() => _file.Dispose();

    public static ParleyError TooLarge(long maxBytes) => ParleyError.Invalid(
        "file", $"The upload is over the limit of {maxBytes} bytes.", ErrorCodes.UploadTooLarge);

    private static NamelessFile Create()
    {
        try
        {
            return NamelessFile.Create();
        }
        catch (IOException failure)
        {
            throw NoRoom(failure);
        }
    }

    private static ParleyException NoRoom(IOException failure) => new(
        new ParleyError(ErrorCodes.Internal, "The server has no room for the upload in its temporary folder.") { Retry = true },
        failure);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Grow(int bytes, bool complete)
    {
        TaskCompletionSource grew;
        lock (_gate)
        {
            _length += bytes;
            _complete |= complete;
            (grew, _grew) = (_grew, NewSignal());
        }

        grew.SetResult();
    }

    private (long Length, bool Complete, Task Grew) State()
    {
        lock (_gate)
        {
            return (_length, _complete, _grew.Task);
        }
    }

    private sealed class Reader(SpooledUpload upload) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _at;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                var (length, complete, grew) = upload.State();
                if (_at < length)
                {
                    var room = (int)Math.Min(buffer.Length, length - _at);
                    var read = await upload._file.ReadAsync(buffer[..room], _at, cancellationToken);
                    _at += read;
                    return read;
                }

                if (complete || buffer.IsEmpty)
                {
                    return 0;
                }

                await grew.WaitAsync(cancellationToken);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
