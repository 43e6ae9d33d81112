using Parley.Local.Models;

namespace Parley.Local.Tests.Sherpa;

/// <summary>
/// A voice of the family VITS, with characters for its units, that spells: each letter is a level of its own for a sixteenth of
/// a second, and its second speaker is twice as loud as its first. It goes through the library as a trained model does.
/// </summary>
internal sealed class SpellingVoice : IDisposable
{
    public const int Rate = 16_000;
    public const int LetterSamples = Rate / 16;

    private const string Letters = "abcdefghijklmnopqrstuvwxyz.,";

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-spelling-").FullName;

    public SpellingVoice()
    {
        var tokens = Letters.Select((letter, at) => $"{letter} {at + 1}").Append($"  {Letters.Length + 1}");
        File.WriteAllText(Path.Combine(_folder, "tokens.txt"), string.Join('\n', tokens) + "\n");
        File.WriteAllBytes(Path.Combine(_folder, "model.onnx"), Model());
        Voice = new LocalVoice
        {
            Name = "spelling",
            Kind = "vits",
            Speakers = ["soft", "loud"],
            Files = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["model"] = Path.Combine(_folder, "model.onnx"),
                ["tokens"] = Path.Combine(_folder, "tokens.txt"),
            },
        };
    }

    public LocalVoice Voice { get; }

    /// <summary>The level of a letter as the first speaker says it, of 16-bit samples.</summary>
    public static int Level(char letter) => (int)MathF.Round((Letters.IndexOf(letter, StringComparison.Ordinal) + 1) * 0.015f * 32_767);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Each token times a level times the speaker's number plus one, stretched to its samples times the length scale.</summary>
    private static byte[] Model() => new OnnxWriter()
        .WholeInput("x", "one", "tokens").WholeInput("x_length", "one")
        .Input("noise_scale", "one").Input("length_scale", "one").Input("noise_scale_w", "one").WholeInput("sid", "one")
        .Output("y", "one", "samples")
        .Weights("level", [0.015f], 1).Weights("unit", [1], 1).Weights("letter", [LetterSamples], 1)
        .Node("Cast", ["x"], "numbers", "to", 1)
        .Node("Cast", ["sid"], "speaker", "to", 1)
        .Node("Add", ["speaker", "unit"], "loudness")
        .Node("Mul", ["numbers", "level"], "soft")
        .Node("Mul", ["soft", "loudness"], "levels")
        .Node("Mul", ["letter", "length_scale"], "stretch")
        .Node("Concat", ["unit", "stretch"], "scales", "axis", 0)
        .Node("Resize", ["levels", "", "scales"], "y")
        .Metadata("sample_rate", $"{Rate}").Metadata("n_speakers", "2").Metadata("language", "English").Metadata("comment", "spelling")
        .Metadata("frontend", "characters").Metadata("add_blank", "0").Metadata("use_eos_bos", "0")
        .Write();
}
