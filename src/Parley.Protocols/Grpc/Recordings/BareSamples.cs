using System.Buffers.Binary;
using Parley.Audio;
using Parley.Failures;

namespace Parley.Protocols.Grpc.Recordings;

/// <summary>Puts in front of bare samples what makes a recording of them: a WAV header of unknown length.</summary>
internal static class BareSamples
{
    private const int HeaderBytes = 44;
    private const uint NoSize = 0xFFFF_FFFF;

    /// <param name="param">The field that holds the samples, for the refusal.</param>
    public static Outcome<byte[]> Wrap(AudioFormat format, ReadOnlySpan<byte> samples, string param)
    {
        if (format.Encoding == AudioEncoding.Opus)
        {
            return ParleyError.Invalid(
                "input.encoding", "Bare Opus packets need a stream; a recording holds them in Ogg or WebM, without 'input'.");
        }

        var (tag, bytes) = format.Encoding switch
        {
            AudioEncoding.S16Le => (1, 2),
            AudioEncoding.F32Le => (3, 4),
            AudioEncoding.ALaw => (6, 1),
            _ => (7, 1),
        };
        var frame = bytes * format.Channels;
        return samples.Length % frame == 0
            ? (byte[])[.. Header(format, tag, bytes, frame), .. samples]
            : ParleyError.Invalid(
                param, $"{samples.Length} bytes is not a whole number of {frame}-byte frames ({format.Channels} channels).", ErrorCodes.InvalidAudio);
    }

    private static byte[] Header(AudioFormat format, int tag, int bytes, int frame)
    {
        var header = new byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), NoSize);
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(20), (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), (ushort)format.Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), (uint)format.Rate);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(28), (uint)(format.Rate * frame));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(32), (ushort)frame);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(34), (ushort)(8 * bytes));
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), NoSize);
        return header;
    }
}
