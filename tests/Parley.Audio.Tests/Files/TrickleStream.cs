using Parley.Audio.Files.Input;

namespace Parley.Audio.Tests.Files;

/// <summary>Bytes as a network brings them: forwards only, of no known length, a few at a time.</summary>
internal sealed class TrickleStream(byte[] bytes, int piece = 4_099) : ReadOnlyStream
{
    private int _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = Math.Min(Math.Min(buffer.Length, piece), bytes.Length - _at);
        bytes.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return ValueTask.FromResult(count);
    }
}
