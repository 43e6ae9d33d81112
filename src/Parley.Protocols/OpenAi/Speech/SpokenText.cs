using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Parley.Audio.Resampling;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Protocols.OpenAi.Speech;

/// <summary>A text as samples of 16 bits at the rate that OpenAI's clients expect, piece by piece as it is spoken.</summary>
internal static class SpokenText
{
    public const int Rate = 24_000;

    private const int FlushBlock = 1_024;

    /// <exception cref="ParleyException">The synthesiser failed.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        ISynthesizer synthesizer, SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var resampler = Resampler.Create(synthesizer.Capabilities.Rate, Rate);
        await foreach (var piece in synthesizer.SpeakAsync(request, cancellation).ConfigureAwait(false))
        {
            var samples = piece.Succeeded ? piece.Value : throw new ParleyException(piece.Error);
            if (Converted(resampler, samples.Span) is { Length: > 0 } bytes)
            {
                yield return bytes;
            }
        }

        var rest = new float[FlushBlock];
        while (Bytes(rest.AsSpan(0, resampler.Flush(rest))) is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    private static byte[] Converted(Resampler resampler, ReadOnlySpan<short> samples)
    {
        var input = new float[samples.Length];
        for (var i = 0; i < input.Length; i++)
        {
            input[i] = samples[i] / 32_768f;
        }

        var output = new float[resampler.MaxOutput(input.Length)];
        return Bytes(output.AsSpan(0, resampler.Process(input, output)));
    }

    private static byte[] Bytes(ReadOnlySpan<float> samples)
    {
        var bytes = new byte[samples.Length * sizeof(short)];
        for (var i = 0; i < samples.Length; i++)
        {
            var sample = (short)Math.Clamp(MathF.Round(samples[i] * 32_768f), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * sizeof(short)), sample);
        }

        return bytes;
    }
}
