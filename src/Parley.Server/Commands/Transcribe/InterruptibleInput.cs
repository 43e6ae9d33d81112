namespace Parley.Server.Commands.Transcribe;

/// <summary>
/// Standard input whose reads can be given up: a read of a pipe that nobody writes to cannot be cancelled, so it goes on by
/// itself into a buffer of its own while the program ends.
/// </summary>
internal sealed class InterruptibleInput(Stream input) : Stream
{
    private readonly byte[] _buffer = new byte[65_536];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var most = Math.Min(buffer.Length, _buffer.Length);
        var count = await Task.Run(() => input.Read(_buffer, 0, most), CancellationToken.None).WaitAsync(cancellationToken);
        _buffer.AsMemory(0, count).CopyTo(buffer);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
