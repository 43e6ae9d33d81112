using Parley.Local.Onnx;

namespace Parley.Local.Tests.Onnx;

[Collection(nameof(Engines))]
public sealed class OnnxModelTests(Engines engines) : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("")]
    [InlineData("not a model")]
    public void A_file_that_is_no_model_is_refused_with_a_reason(string content)
    {
        Assert.NotNull(engines);
        File.WriteAllText(_path, content);
        Assert.NotEmpty(Assert.Throws<OnnxException>(() => new OnnxModel(_path, threads: 1)).Message);
    }

    [Fact]
    public void A_model_that_was_cut_off_is_refused_with_a_reason()
    {
        File.WriteAllBytes(_path, File.ReadAllBytes(Installed.VoiceDetector)[..100_000]);
        Assert.NotEmpty(Assert.Throws<OnnxException>(() => new OnnxModel(_path, threads: 1)).Message);
    }

    [Fact]
    public void Tensors_that_do_not_fit_the_model_are_refused_with_a_reason()
    {
        using var model = new OnnxModel(Installed.VoiceDetector, threads: 1);
        using var input = new OnnxTensor<float>(1, 1);
        using var output = new OnnxTensor<float>(1, 1);
        using var run = new OnnxRun(model, [("no such input", input)], [("output", output)]);
        var refused = Assert.Throws<OnnxException>(run.Invoke);
        Assert.Contains("no such input", refused.Message, StringComparison.Ordinal);
    }
}
