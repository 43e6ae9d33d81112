using System.Runtime.InteropServices;
using Parley.Testing;
using static Parley.Testing.Spoken;

namespace Parley.Server.Browser;

/// <summary>Recorded files as a browser is handed them.</summary>
internal static class Recordings
{
    /// <summary>Five sentences read aloud, of Debian's <c>pocketsphinx-testdata</c>.</summary>
    private const string Folder = "/usr/share/pocketsphinx/test/data/librivox";

    private const int HeaderBytes = 44;

    /// <summary>
    /// A file with one of the five sentences, by its number (0870, 0880, 0890, 0920, 0930). Its speaker waits a moment, as
    /// people do: a browser plays it from when the microphone is allowed, which is before the page hears it.
    /// </summary>
    public static string Read(string number)
    {
        var source = Path.Combine(Folder, $"sense_and_sensibility_01_austen_64kb-{number}.wav");
        Assert.True(File.Exists(source), $"{source} is missing. Install it: sudo apt-get install -y pocketsphinx-testdata");
        var samples = MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(source).AsSpan(HeaderBytes));
        var speech = new float[samples.Length];
        for (var i = 0; i < speech.Length; i++)
        {
            speech[i] = samples[i] / (float)short.MaxValue;
        }

        var path = Path.Combine(AppContext.BaseDirectory, $"spoken-{number}.wav");
        File.WriteAllBytes(path, Wav.Of(Silence(1.5), speech));
        return path;
    }

    /// <summary>A file with nothing to hear.</summary>
    public static string Quiet()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "quiet.wav");
        File.WriteAllBytes(path, Wav.Of(Silence(1)));
        return path;
    }

    /// <summary>A WAV file of <see cref="Parley.Testing.Spoken"/> words, each sentence with a second of silence around it.</summary>
    public static byte[] Spoken(params string[] sentences) =>
        Wav.Of([.. sentences.SelectMany(words => new[] { Silence(1), Words(words) }), Silence(1)]);
}
