using Parley.Local.Models;
using Parley.Local.Scheduling;
using Parley.Local.Sherpa;
using Parley.Testing;

namespace Parley.Local.Tests.Models;

public sealed class LocalModelCheckTests : IDisposable
{
    /// <summary>Format version 7, a graph of two bytes.</summary>
    private static readonly byte[] SmallestModel = [0x08, 7, 0x3A, 2, 0x12, 0];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-model-");
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    public LocalModelCheckTests()
    {
        _files["encoder"] = Write("encoder.onnx", SmallestModel);
        _files["merged_decoder"] = Write("decoder.onnx", SmallestModel);
        _files["tokens"] = Write("tokens.txt", 0x41);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Files_that_are_all_there_have_no_problem() => Assert.Empty(Problems());

    [Fact]
    public void An_unknown_kind_is_named_and_so_are_the_known()
    {
        var problem = Assert.Single(Problems("parrot"));
        Assert.Contains("unknown kind 'parrot'", problem, StringComparison.Ordinal);
        Assert.Contains("moonshine", problem, StringComparison.Ordinal);
        Assert.Contains("whisper", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_without_a_file_is_named()
    {
        _files.Remove("tokens");
        Assert.Contains("needs the file 'tokens'", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_role_is_named()
    {
        _files["joiner"] = _files["encoder"];
        Assert.Contains("has no file 'joiner'; it has encoder", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named_with_its_path()
    {
        File.Delete(_files["encoder"]);
        var problem = Assert.Single(Problems());
        Assert.Contains("'encoder' is missing", problem, StringComparison.Ordinal);
        Assert.Contains(_files["encoder"], problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_named()
    {
        Write("tokens.txt");
        Assert.Contains("'tokens'", Assert.Single(Problems()), StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_was_saved_in_place_of_a_model_is_named()
    {
        Write("decoder.onnx", "<html>"u8.ToArray());
        Assert.Contains("'merged_decoder' at", Assert.Single(Problems()), StringComparison.Ordinal);
        Assert.Contains("is not an ONNX model", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_was_cut_off_is_named_and_never_reaches_the_library()
    {
        Write("decoder.onnx", SmallestModel[..^1]);
        Assert.Equal(
            $"Model 'base': the file 'merged_decoder' at {_files["merged_decoder"]} is cut off or damaged: it has 5 bytes and needs at least 6.",
            Assert.Single(Problems()));
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        File.Delete(_files["encoder"]);
        Directory.CreateDirectory(_files["encoder"]);
        Assert.Contains("'encoder' is missing", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        _files.Remove("tokens");
        _files["joiner"] = _files["encoder"];
        File.Delete(_files["encoder"]);
        Assert.Equal(3, Problems().Count);
    }

    [Fact]
    public void A_model_with_a_problem_is_an_error_and_never_reaches_the_library()
    {
        File.Delete(_files["encoder"]);
        using var scheduler = new EngineScheduler(1, 1, TimeProvider.System, new TestMeters());
        var refused = Assert.Throws<ArgumentException>(() => new SherpaRecognizer(Model("moonshine"), scheduler));
        Assert.Contains("'encoder' is missing", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_names_its_files()
    {
        Assert.Contains("moonshine", SherpaKinds.Names);
        Assert.All(SherpaKinds.Names, kind => Assert.NotEmpty(SherpaKinds.Files(kind)!));
        Assert.Null(SherpaKinds.Files("parrot"));
    }

    private IReadOnlyList<string> Problems(string kind = "moonshine") => LocalModelCheck.Problems(Model(kind));

    private LocalModel Model(string kind) => new() { Name = "base", Kind = kind, Files = _files };

    private string Write(string name, params byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
