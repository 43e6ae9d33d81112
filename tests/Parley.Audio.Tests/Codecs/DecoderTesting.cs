using Parley.Audio.Codecs;
using Parley.Failures;

namespace Parley.Audio.Tests.Codecs;

internal static class DecoderTesting
{
    public static Outcome<float[]> DecodeOnce(AudioFormat format, ReadOnlySpan<byte> chunk)
    {
        using var decoder = ChunkDecoders.Create(format);
        return DecodeNext(decoder, chunk);
    }

    public static Outcome<float[]> DecodeNext(IChunkDecoder decoder, ReadOnlySpan<byte> chunk)
    {
        var mono = new float[decoder.MaxSamples(chunk.Length)];
        var outcome = decoder.Decode(chunk, mono);
        return outcome.Succeeded ? mono[..outcome.Value] : outcome.Error;
    }
}
