using Parley.Failures;
using Parley.Local.Sherpa.Speakers;

namespace Parley.Local.Tests.Sherpa;

/// <summary>The library tells speakers apart; the model is a small one of the test's own: the mean of each mel band.</summary>
[Collection(nameof(Engines))]
public sealed class SherpaSpeakerEmbedderTests : IDisposable
{
    private const int Bands = 80;
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-speakers-").FullName;

    public SherpaSpeakerEmbedderTests(Engines engines) => Assert.NotNull(engines);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Model => Path.Combine(_folder, "bands.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_recording_becomes_as_many_numbers_as_the_model_says_and_another_voice_other_ones()
    {
        Write();
        using var embedder = new SherpaSpeakerEmbedder(Model, () => { });
        var low = (await embedder.EmbedAsync(TonesModel.Tone(350, 3), Cancellation)).ValueOrThrow();
        var high = (await embedder.EmbedAsync(TonesModel.Tone(4_000, 3), Cancellation)).ValueOrThrow();
        var longer = (await embedder.EmbedAsync(TonesModel.Tone(350, 5), Cancellation)).ValueOrThrow();
        Assert.Equal(("bands", Bands), (low.Model, low.Values.Count));
        Assert.True(Distance(low.Values, longer.Values) < Distance(low.Values, high.Values) / 10);
    }

    [Fact]
    public async Task Too_little_to_tell_is_an_error()
    {
        Write();
        using var embedder = new SherpaSpeakerEmbedder(Model, () => { });
        Assert.Equal(FailureCategory.InvalidOutput, (await embedder.EmbedAsync(new float[10], Cancellation)).Error?.Category);
    }

    [Fact]
    public async Task A_model_that_is_not_there_or_broke_off_never_reaches_the_library()
    {
        using var nothing = new SherpaSpeakerEmbedder(Model, () => { });
        Assert.Contains("is missing", (await nothing.EmbedAsync(new float[16_000], Cancellation)).Error!.Message, StringComparison.Ordinal);
        Write();
        await File.WriteAllBytesAsync(Model, (await File.ReadAllBytesAsync(Model, Cancellation))[..60], Cancellation);
        Assert.Contains("cut off", SherpaSpeakerEmbedder.Problem(Model)!, StringComparison.Ordinal);
    }

    private static double Distance(IReadOnlyList<float> a, IReadOnlyList<float> b) => Math.Sqrt(a.Zip(b, (one, other) => Math.Pow(one - other, 2)).Sum());

    private void Write() => File.WriteAllBytes(Model, new OnnxWriter()
        .Input("x", "one", "frames", Bands).Output("embedding", "one", Bands)
        .Transpose("x", "bands")
        .Node("GlobalAveragePool", ["bands"], "means")
        .Node("Flatten", ["means"], "embedding")
        .Metadata("output_dim", $"{Bands}").Metadata("sample_rate", "16000").Metadata("normalize_samples", "1")
        .Metadata("language", "English").Metadata("framework", "wespeaker")
        .Write());
}
