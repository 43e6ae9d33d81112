using Parley.Audio.Files.Input;

namespace Parley.Audio.Files.Mp4;

/// <summary>A stretch of a spooled file.</summary>
internal sealed class SpoolStream(NamelessFile spool, long start, long end) : ReadOnlyStream
{
    private long _at = start;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var room = (int)Math.Min(buffer.Length, end - _at);
        if (room <= 0)
        {
            return 0;
        }

        var read = await spool.ReadAsync(buffer[..room], _at, cancellationToken);
        _at += read;
        return read;
    }
}
