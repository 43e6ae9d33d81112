using Parley.Local.Models;

namespace Parley.Local.Tests;

/// <summary>The engine, the models and the speech that set-up puts on this machine.</summary>
internal static class Installed
{
    private const string Speech = "/usr/share/pocketsphinx/test/data/librivox";

    private static readonly string Home = FindHome();

    public static string Native { get; } = Path.Combine(Home, "native");

    public static string VoiceDetector { get; } = Path.Combine(Home, "models", "silero-vad", "silero_vad_v5.onnx");

    public static LocalModel Moonshine(string size)
    {
        var folder = Path.Combine(Home, "models", $"moonshine-{size}");
        return new LocalModel
        {
            Name = size,
            Kind = "moonshine",
            Languages = ["en"],
            LongestSeconds = 20,
            Files = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["encoder"] = Path.Combine(folder, "encoder_model.onnx"),
                ["merged_decoder"] = Path.Combine(folder, "decoder_model_merged.onnx"),
                ["tokens"] = Path.Combine(folder, "tokens.txt"),
            },
        };
    }

    /// <summary>Read sentences (16 kHz, −1…1) and what is read in them.</summary>
    public static IReadOnlyList<(string Name, float[] Samples, string Text)> Sentences() =>
    [
        .. from line in File.ReadAllLines(Path.Combine(Speech, "transcription"))
           let end = line.IndexOf("</s>", StringComparison.Ordinal)
           let name = line[(line.LastIndexOf('(') + 1)..^1]
           select (name, Samples(name), line["<s>".Length..end].Trim()),
    ];

    private static float[] Samples(string name)
    {
        // The plain 44-byte header; the samples are 16-bit.
        var bytes = File.ReadAllBytes(Path.Combine(Speech, $"{name}.wav")).AsSpan(44).ToArray();
        return [.. bytes.Chunk(2).Select(pair => BitConverter.ToInt16(pair) / 32_768f)];
    }

    private static string FindHome()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_HOME") is { Length: > 0 } stated)
        {
            return stated;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var home = Path.Combine(folder.FullName, ".parley");
            if (Directory.Exists(Path.Combine(home, "native")))
            {
                return home;
            }
        }

        throw new InvalidOperationException("The engine is not installed: ./parley test installs it before it runs the tests.");
    }
}
