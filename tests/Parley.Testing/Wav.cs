using System.Text;

namespace Parley.Testing;

/// <summary>Makes WAV files: 16-bit, 16 kHz, mono.</summary>
public static class Wav
{
    public static byte[] Of(params float[][] parts)
    {
        var samples = Spoken.S16Le(parts);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + samples.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Spoken.Rate);
        writer.Write(Spoken.Rate * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(samples.Length);
        writer.Write(samples);
        return file.ToArray();
    }
}
