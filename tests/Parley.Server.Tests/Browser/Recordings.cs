using Parley.Testing;
using static Parley.Testing.Spoken;

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

    /// <summary>A WAV file of <see cref="Parley.Testing.Spoken"/> words, each sentence with a second of silence around it.</summary>
    public static byte[] Spoken(params string[] sentences) =>
        Wav.Of([.. sentences.SelectMany(words => new[] { Silence(1), Words(words) }), Silence(1)]);
}
