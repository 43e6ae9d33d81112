using System.Text;
using Parley.Testing;

namespace Parley.Server.Browser;

/// <summary>Recorded files as a browser is handed them.</summary>
internal static class Recordings
{
    /// <summary>Five sentences read aloud, of Debian's <c>pocketsphinx-testdata</c>.</summary>
    private const string Folder = "/usr/share/pocketsphinx/test/data/librivox";

    /// <summary>One of the five sentences by its number (0870, 0880, 0890, 0920, 0930).</summary>
    public static string Read(string number)
    {
        var path = Path.Combine(Folder, $"sense_and_sensibility_01_austen_64kb-{number}.wav");
        Assert.True(File.Exists(path), $"{path} is missing. Install it: sudo apt-get install -y pocketsphinx-testdata");
        return path;
    }

    /// <summary>A WAV file of <see cref="Spoken"/> words, each sentence with a second of silence around it.</summary>
    public static byte[] Wav(params string[] sentences)
    {
        var samples = Spoken.S16Le([.. sentences.SelectMany(words => new[] { Spoken.Silence(1), Spoken.Words(words) }), Spoken.Silence(1)]);
        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, Encoding.ASCII, leaveOpen: true))
        {
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
        }

        return file.ToArray();
    }
}
