using FsCheck;
using FsCheck.Fluent;
using Parley.Local.Onnx;

namespace Parley.Local.Tests.Onnx;

public sealed class OnnxFileTests
{
    public static TheoryData<string> Models =>
    [
        Installed.VoiceDetector,
        .. Installed.Moonshine("base").Files.Values.Where(path => path.EndsWith(".onnx", StringComparison.Ordinal)),
        .. Installed.Moonshine("tiny").Files.Values.Where(path => path.EndsWith(".onnx", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_whole_model_has_no_problem(string path)
    {
        using var file = File.OpenRead(path);
        Assert.Null(OnnxFile.Problem(file));
    }

    [Fact]
    public void A_real_model_cut_off_anywhere_is_found_out()
    {
        var whole = File.ReadAllBytes(Installed.VoiceDetector);
        Prop.ForAll(Gen.Choose(1, whole.Length - 1).ToArbitrary(), length => Assert.NotNull(Problem(whole[..length])))
            .QuickCheckThrowOnFailure();
        Assert.Contains($"it has {whole.Length - 1} bytes and needs at least", Problem(whole[..^1]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_follows_a_whole_model_is_found_out() =>
        Assert.NotNull(Problem([.. File.ReadAllBytes(Installed.VoiceDetector), .. "<html>"u8]));

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n")]
    [InlineData("\n\n\n\n")]
    public void What_was_never_a_model_is_found_out(string content) => Assert.NotNull(Problem(System.Text.Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void Whatever_the_bytes_it_answers() => Prop.ForAll<byte[]>(bytes => _ = Problem(bytes)).QuickCheckThrowOnFailure();

    private static string? Problem(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        return OnnxFile.Problem(file);
    }
}
