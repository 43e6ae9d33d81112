using System.Buffers.Binary;

namespace Parley.Audio.Files.Wav;

/// <summary>The head of a WAV file whose length is not known when it is begun, as players take it from a stream.</summary>
public static class OpenEndedWav
{
    private const int FormatBytes = 16;
    private const short Pcm = 1;
    private const short SampleBytes = 2;

    /// <summary>To be followed by 16-bit little-endian samples of one channel.</summary>
    /// <param name="rate">Samples a second.</param>
    public static byte[] Header(int rate)
    {
        var format = new byte[FormatBytes];
        BinaryPrimitives.WriteInt16LittleEndian(format, Pcm);
        BinaryPrimitives.WriteInt16LittleEndian(format.AsSpan(2), 1);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(4), rate);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(8), rate * SampleBytes);
        BinaryPrimitives.WriteInt16LittleEndian(format.AsSpan(12), SampleBytes);
        BinaryPrimitives.WriteInt16LittleEndian(format.AsSpan(14), 8 * SampleBytes);
        return new WavHeader(WavFormat.Parse(format).Value!, format, DataBytes: null).ToBytes();
    }
}
