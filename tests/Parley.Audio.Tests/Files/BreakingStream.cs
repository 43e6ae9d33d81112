using Parley.Audio.Files.Input;

namespace Parley.Audio.Tests.Files;

/// <summary>An upload whose connection is reset on the way.</summary>
internal sealed class BreakingStream(byte[] bytes, int after) : ReadOnlyStream
{
    private int _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == after)
        {
            throw new IOException("The connection was reset.");
        }

        var count = Math.Min(buffer.Length, after - _at);
        bytes.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return ValueTask.FromResult(count);
    }
}
