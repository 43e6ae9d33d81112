using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Parley.Audio.Codecs;

/// <summary>How one sample is written; all are little endian.</summary>
internal interface ISampleFormat
{
    /// <summary>Bytes of one sample of one channel.</summary>
    static abstract int Bytes { get; }

    /// <summary>The sample that starts <paramref name="bytes"/>, −1…1, always a number.</summary>
    static abstract float Read(ReadOnlySpan<byte> bytes);

    /// <summary>Reads the first samples of one channel, many at a time, and returns how many; the rest are for <see cref="Read"/>.</summary>
    static virtual int ReadMany(ReadOnlySpan<byte> bytes, Span<float> samples) => 0;
}

internal readonly struct U8 : ISampleFormat
{
    public static int Bytes => 1;

    public static float Read(ReadOnlySpan<byte> bytes) => (bytes[0] - 128) / 128f;
}

internal readonly struct S16Le : ISampleFormat
{
    public static int Bytes => 2;

    public static float Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32_768f;

    public static int ReadMany(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        if (!BitConverter.IsLittleEndian)
        {
            return 0;
        }

        var raw = MemoryMarshal.Cast<byte, short>(bytes);
        var done = 0;
        for (; done <= samples.Length - Vector<short>.Count; done += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(raw[done..]), out var low, out var high);
            (Vector.ConvertToSingle(low) / 32_768f).CopyTo(samples[done..]);
            (Vector.ConvertToSingle(high) / 32_768f).CopyTo(samples[(done + Vector<int>.Count)..]);
        }

        return done;
    }
}

internal readonly struct S24Le : ISampleFormat
{
    public static int Bytes => 3;

    public static float Read(ReadOnlySpan<byte> bytes) =>
        ((bytes[0] << 8) | (bytes[1] << 16) | (bytes[2] << 24)) / 2_147_483_648f;
}

internal readonly struct S32Le : ISampleFormat
{
    public static int Bytes => 4;

    public static float Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2_147_483_648f;
}

internal readonly struct F32Le : ISampleFormat
{
    public static int Bytes => 4;

    public static float Read(ReadOnlySpan<byte> bytes) => Sample.Sane(BinaryPrimitives.ReadSingleLittleEndian(bytes));
}

internal readonly struct F64Le : ISampleFormat
{
    public static int Bytes => 8;

    public static float Read(ReadOnlySpan<byte> bytes)
    {
        // Narrowed only when finite: a huge double is loud audio, not the infinity that a cast would make of it.
        var value = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
        return double.IsFinite(value) ? (float)Math.Clamp(value, -1, 1) : 0;
    }
}

internal readonly struct MuLaw : ISampleFormat
{
    public static int Bytes => 1;

    public static float Read(ReadOnlySpan<byte> bytes) => G711.MuLawSamples[bytes[0]];
}

internal readonly struct ALaw : ISampleFormat
{
    public static int Bytes => 1;

    public static float Read(ReadOnlySpan<byte> bytes) => G711.ALawSamples[bytes[0]];
}

internal static class Sample
{
    /// <summary>Not a number and infinity become silence; what is louder than full scale becomes full scale.</summary>
    public static float Sane(float value) => float.IsFinite(value) ? Math.Clamp(value, -1f, 1f) : 0f;
}
