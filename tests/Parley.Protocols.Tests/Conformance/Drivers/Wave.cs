using System.Text;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>Makes a WAV file of samples in any format that scripts ask for.</summary>
internal static class Wave
{
    public static byte[] Of(Ask ask, byte[] samples)
    {
        var frame = Encoded.FrameBytes(ask);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + samples.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)(ask.Encoding switch { "f32le" => 3, "alaw" => 6, "mulaw" => 7, _ => 1 }));
        writer.Write((short)ask.Channels);
        writer.Write(ask.Rate);
        writer.Write(ask.Rate * frame);
        writer.Write((short)frame);
        writer.Write((short)(8 * frame / ask.Channels));
        writer.Write("data"u8);
        writer.Write(samples.Length);
        writer.Write(samples);
        return file.ToArray();
    }
}
