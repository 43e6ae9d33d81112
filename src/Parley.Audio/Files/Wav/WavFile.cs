using System.Buffers.Binary;

namespace Parley.Audio.Files.Wav;

/// <summary>A whole WAV file of 16-bit samples of one channel.</summary>
public static class WavFile
{
    private const int FormatBytes = 16;
    private const short Pcm = 1;
    private const short SampleBytes = 2;

    /// <param name="samples">−1…1.</param>
    /// <param name="rate">Samples a second.</param>
    public static byte[] Of(ReadOnlySpan<float> samples, int rate)
    {
        var header = Header(rate, (long)samples.Length * SampleBytes);
        var file = new byte[header.Length + (samples.Length * SampleBytes)];
        header.CopyTo(file, 0);
        for (var i = 0; i < samples.Length; i++)
        {
            var sample = (short)Math.Clamp(MathF.Round(samples[i] * 32_767f), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(header.Length + (i * SampleBytes)), sample);
        }

        return file;
    }

    /// <param name="rate">Samples a second.</param>
    public static byte[] Of(ReadOnlySpan<short> samples, int rate)
    {
        var header = Header(rate, (long)samples.Length * SampleBytes);
        var file = new byte[header.Length + (samples.Length * SampleBytes)];
        header.CopyTo(file, 0);
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(header.Length + (i * SampleBytes)), samples[i]);
        }

        return file;
    }

    /// <param name="dataBytes">Bytes of samples; null: it is not known yet.</param>
    internal static byte[] Header(int rate, long? dataBytes)
    {
        var format = new byte[FormatBytes];
        BinaryPrimitives.WriteInt16LittleEndian(format, Pcm);
        BinaryPrimitives.WriteInt16LittleEndian(format.AsSpan(2), 1);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(4), rate);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(8), rate * SampleBytes);
        BinaryPrimitives.WriteInt16LittleEndian(format.AsSpan(12), SampleBytes);
        BinaryPrimitives.WriteInt16LittleEndian(format.AsSpan(14), 8 * SampleBytes);
        return new WavHeader(WavFormat.Parse(format).Value!, format, dataBytes).ToBytes();
    }
}
