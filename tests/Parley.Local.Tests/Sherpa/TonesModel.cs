using Parley.Local.Models;

namespace Parley.Local.Tests.Sherpa;

/// <summary>
/// A model that knows two words, a low tone and a high one, in the form in which NeMo's CTC models are exported. It has no
/// more than a matrix, and goes through the library as a trained model does.
/// </summary>
internal sealed class TonesModel : IDisposable
{
    private const int Bands = 80;
    private const int Words = 3;
    private const int Frames = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-tones").FullName;

    private TonesModel(string kind, byte[] model)
    {
        File.WriteAllBytes(Path.Combine(_folder, "model.onnx"), model);
        File.WriteAllText(Path.Combine(_folder, "tokens.txt"), "▁low 0\n▁high 1\n<blk> 2\n");
        Model = new LocalModel
        {
            Name = "tones",
            Kind = kind,
            Languages = ["en"],
            LongestSeconds = 20,
            Files = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["model"] = Path.Combine(_folder, "model.onnx"),
                ["tokens"] = Path.Combine(_folder, "tokens.txt"),
            },
        };
    }

    public LocalModel Model { get; }

    /// <summary>Hears an utterance as a whole.</summary>
    public static TonesModel Whole() => new("nemo_ctc", Listening()
        .Metadata("vocab_size", "2").Metadata("subsampling_factor", "1").Metadata("normalize_type", "")
        .Write());

    /// <summary>Hears 0.4 s at a time and hands what it remembers (here: nothing) to the next.</summary>
    public static TonesModel Streaming()
    {
        var model = Listening()
            .WholeOutput("lengths").Node("Identity", ["length"], "lengths")
            .Metadata("vocab_size", "2").Metadata("subsampling_factor", "1").Metadata("normalize_type", "")
            .Metadata("window_size", $"{Frames}").Metadata("chunk_shift", $"{Frames}");
        foreach (var cache in new[] { "cache_last_channel", "cache_last_time" })
        {
            model.Input(cache, "batch", 1, 1, 1).Output($"{cache}_next", "batch", 1, 1, 1).Node("Identity", [cache], $"{cache}_next");
            for (var dimension = 1; dimension <= 3; dimension++)
            {
                model.Metadata($"{cache}_dim{dimension}", "1");
            }
        }

        return new("streaming_nemo_ctc", model
            .WholeInput("cache_last_channel_len").WholeOutput("cache_last_channel_len_next")
            .Node("Identity", ["cache_last_channel_len"], "cache_last_channel_len_next")
            .Write());
    }

    /// <summary>16 kHz, from 0 to 1 s: a few sines next to each other.</summary>
    public static float[] Tone(int hertz, double seconds = 0.5) =>
    [
        .. Enumerable.Range(0, (int)(seconds * 16_000))
            .Select(at => 0.1f * Enumerable.Range(-2, 5).Sum(step => MathF.Sin(2 * MathF.PI * hertz * (1 + (0.15f * step)) * at / 16_000f))),
    ];

    public static float[] Low { get; } = Tone(350);

    public static float[] High { get; } = Tone(4_000);

    public static float[] Silence { get; } = new float[8_000];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The mean of the low mel bands, that of the high ones, and a threshold for hearing nothing.</summary>
    private static OnnxWriter Listening()
    {
        const float Nothing = -11;
        const int Share = 20;
        var weights = new float[Bands * Words];
        for (var band = 0; band < Share; band++)
        {
            weights[band * Words] = 1f / Share;
            weights[((Bands - 1 - band) * Words) + 1] = 1f / Share;
        }

        return new OnnxWriter()
            .Input("audio_signal", "batch", Bands, "time").WholeInput("length")
            .Output("logprobs", "batch", "time", Words)
            .Transpose("audio_signal", "frames")
            .Weights("bands", weights, Bands, Words).Weights("threshold", [0, 0, Nothing], Words)
            .Node("MatMul", ["frames", "bands"], "energy")
            .Node("Add", ["energy", "threshold"], "logprobs");
    }
}
