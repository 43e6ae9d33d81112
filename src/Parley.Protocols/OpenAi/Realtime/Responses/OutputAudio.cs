using System.Buffers.Binary;
using Parley.Audio;
using Parley.Audio.Codecs;

namespace Parley.Protocols.OpenAi.Realtime.Responses;

/// <summary>A reply's samples in the format that the client asked for. Pure.</summary>
internal static class OutputAudio
{
    /// <param name="samples">Little-endian samples of 16 bits, at the format's rate.</param>
    public static ReadOnlyMemory<byte> In(AudioFormat format, ReadOnlyMemory<byte> samples)
    {
        if (format.Encoding is not (AudioEncoding.MuLaw or AudioEncoding.ALaw))
        {
            return samples;
        }

        var encoded = new byte[samples.Length / 2];
        for (var i = 0; i < encoded.Length; i++)
        {
            var sample = BinaryPrimitives.ReadInt16LittleEndian(samples.Span[(2 * i)..]);
            encoded[i] = format.Encoding == AudioEncoding.MuLaw ? G711Encoder.MuLaw(sample) : G711Encoder.ALaw(sample);
        }

        return encoded;
    }
}
