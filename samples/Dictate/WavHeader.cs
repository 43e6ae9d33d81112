using System.Buffers.Binary;

namespace Parley.Samples.Dictate;

/// <summary>What a WAV file says of itself, up to its first sample.</summary>
internal readonly record struct WavHeader(int Rate, int Channels)
{
    private const int Pcm = 1;

    /// <exception cref="InvalidDataException">It is no WAV file of 16-bit samples.</exception>
    public static WavHeader Read(Stream file)
    {
        Span<byte> riff = stackalloc byte[12];
        file.ReadExactly(riff);
        if (!riff[..4].SequenceEqual("RIFF"u8) || !riff[8..].SequenceEqual("WAVE"u8))
        {
            throw new InvalidDataException("This is not a WAV file.");
        }

        var header = default(WavHeader);
        Span<byte> chunk = stackalloc byte[8];
        Span<byte> format = stackalloc byte[16];
        while (true)
        {
            file.ReadExactly(chunk);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk[..4].SequenceEqual("data"u8))
            {
                return header.Rate > 0 ? header : throw new InvalidDataException("The file does not say what its samples are.");
            }

            if (chunk[..4].SequenceEqual("fmt "u8) && length >= format.Length)
            {
                file.ReadExactly(format);
                length -= (uint)format.Length;
                header = Parse(format);
            }

            file.Seek(length + (length % 2), SeekOrigin.Current);
        }
    }

    private static WavHeader Parse(ReadOnlySpan<byte> format) =>
        BinaryPrimitives.ReadUInt16LittleEndian(format) == Pcm && BinaryPrimitives.ReadUInt16LittleEndian(format[14..]) == 16
            ? new WavHeader(BinaryPrimitives.ReadInt32LittleEndian(format[4..]), BinaryPrimitives.ReadUInt16LittleEndian(format[2..]))
            : throw new InvalidDataException("The samples are not 16-bit PCM. Convert it: ffmpeg -i FILE -c:a pcm_s16le out.wav");
}
