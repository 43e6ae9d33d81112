namespace Parley.Audio.Files.Input;

/// <summary>One stream after the other; leaves all of them open.</summary>
internal sealed class ConcatenatedStream(params Stream[] parts) : ReadOnlyStream
{
    private int _part;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (; _part < parts.Length; _part++)
        {
            var read = await parts[_part].ReadAsync(buffer, cancellationToken);
            if (read > 0)
            {
                return read;
            }
        }

        return 0;
    }
}
