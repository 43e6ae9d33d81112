using System.Buffers;

namespace Parley.Engine.Pipeline;

/// <summary>The last stretch of a session's 16 kHz audio, in pooled blocks; what is before <c>Trim</c> is given back.</summary>
internal sealed class SampleHistory : IDisposable
{
    /// <summary>An eighth of a second: what is held beyond what is asked for is up to two of them, in each of thousands of silent sessions.</summary>
    private const int BlockLength = 2_048;

    private readonly List<float[]> _blocks = [];
    private long _first;
    private long _floor;

    /// <summary>One past the newest sample.</summary>
    public long End { get; private set; }

    /// <summary>The oldest sample still held.</summary>
    public long Start => Math.Max(_first, _floor);

    public void Append(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            var offset = (int)((End - _first) % BlockLength);
            if ((End - _first) / BlockLength == _blocks.Count)
            {
                _blocks.Add(ArrayPool<float>.Shared.Rent(BlockLength));
            }

            var take = Math.Min(samples.Length, BlockLength - offset);
            samples[..take].CopyTo(_blocks[^1].AsSpan(offset));
            samples = samples[take..];
            End += take;
        }
    }

    /// <summary>Copies the samples from <paramref name="from"/> on; what is no longer or not yet held becomes silence.</summary>
    public void CopyTo(long from, Span<float> destination)
    {
        destination.Clear();
        for (var at = Math.Max(from, Start); at < Math.Min(from + destination.Length, End);)
        {
            var (block, offset) = ((int)((at - _first) / BlockLength), (int)((at - _first) % BlockLength));
            var take = (int)Math.Min(BlockLength - offset, Math.Min(from + destination.Length, End) - at);
            _blocks[block].AsSpan(offset, take).CopyTo(destination[(int)(at - from)..]);
            at += take;
        }
    }

    /// <summary>What is held so far does not belong to what comes: from here on it counts as not held.</summary>
    public void Break() => _floor = End;

    /// <summary>Gives back whole blocks before <paramref name="keep"/>.</summary>
    public void Trim(long keep)
    {
        var drop = (int)Math.Clamp((Math.Min(keep, End) - _first) / BlockLength, 0, _blocks.Count);
        for (var i = 0; i < drop; i++)
        {
            ArrayPool<float>.Shared.Return(_blocks[i]);
        }

        _blocks.RemoveRange(0, drop);
        _first += (long)drop * BlockLength;
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            ArrayPool<float>.Shared.Return(block);
        }

        _blocks.Clear();
        _first = End;
    }
}
