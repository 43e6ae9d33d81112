using Parley.Failures;

namespace Parley.Audio.Codecs;

/// <summary>Every encoding in which each sample stands for itself.</summary>
internal sealed class PcmChunkDecoder<TFormat>(string name, int channels) : IChunkDecoder
    where TFormat : struct, ISampleFormat
{
    private readonly int _frameBytes = TFormat.Bytes * channels;

    public int MaxSamples(int chunkBytes) => chunkBytes / _frameBytes;

    public Outcome<int> Decode(ReadOnlySpan<byte> chunk, Span<float> mono)
    {
        if (chunk.Length % _frameBytes != 0)
        {
            var unit = channels == 1 ? $"{name} samples (1 channel)" : $"{name} frames ({channels} channels)";
            return ParleyError.Invalid(
                "audio",
                $"{chunk.Length} bytes is not a whole number of {_frameBytes}-byte {unit}.",
                ErrorCodes.InvalidAudio);
        }

        return Mixdown.ToMono<TFormat>(chunk, channels, mono);
    }

    public void Dispose()
    {
    }
}
