using Parley.Server.Commands.Transcribe;

namespace Parley.Server.Tests.Commands.Transcribe;

public sealed class OutputFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-output-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_name_appears_only_when_the_transcript_is_whole()
    {
        await using var output = OutputFile.Create(At("new/a.txt"), replace: false);
        await output.Writer.WriteAsync("all of it");
        Assert.False(File.Exists(At("new/a.txt")));
        await output.KeepAsync();
        Assert.Equal("all of it", File.ReadAllText(At("new/a.txt")));
        Assert.Single(Directory.GetFiles(At("new")));
    }

    [Fact]
    public async Task What_is_not_kept_leaves_nothing_behind()
    {
        await using (var output = OutputFile.Create(At("a.txt"), replace: false))
        {
            await output.Writer.WriteAsync("half");
        }

        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task A_file_that_came_meanwhile_is_not_overwritten()
    {
        await using var output = OutputFile.Create(At("a.txt"), replace: false);
        File.WriteAllText(At("a.txt"), "mine");
        await Assert.ThrowsAsync<IOException>(output.KeepAsync);
        Assert.Equal("mine", File.ReadAllText(At("a.txt")));
    }

    [Fact]
    public async Task A_link_stays_a_link_and_what_it_points_to_is_replaced()
    {
        File.WriteAllText(At("real.txt"), "old");
        File.CreateSymbolicLink(At("link.txt"), At("real.txt"));
        await using var output = OutputFile.Create(At("link.txt"), replace: true);
        await output.Writer.WriteAsync("new");
        await output.KeepAsync();
        Assert.Equal("new", File.ReadAllText(At("real.txt")));
        Assert.NotNull(new FileInfo(At("link.txt")).LinkTarget);
    }

    [Fact]
    public async Task A_device_is_written_to_and_stays_a_device()
    {
        await using var output = OutputFile.Create("/dev/null", replace: true);
        await output.Writer.WriteAsync("away");
        await output.KeepAsync();
        Assert.Equal(0, new FileInfo("/dev/null").Length);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
