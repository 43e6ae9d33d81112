using Parley.Server.Commands.Transcribe;

namespace Parley.Server.Tests.Commands.Transcribe;

public sealed class InputFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_file_that_stays_as_it_was_has_not_changed()
    {
        await using var file = InputFile.Open(_path).ValueOrThrow();
        Assert.Null(file.Changed());
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_has_changed()
    {
        await using var file = InputFile.Open(_path).ValueOrThrow();
        await File.AppendAllTextAsync(_path, "more", TestContext.Current.CancellationToken);
        Assert.Contains("changed while it was read", file.Changed()?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_vanishes_while_it_is_read_has_changed()
    {
        await using var file = InputFile.Open(_path).ValueOrThrow();
        File.Delete(_path);
        Assert.NotNull(file.Changed());
    }
}
