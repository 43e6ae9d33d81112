using System.Diagnostics;
using Parley.Audio.Files.Ffmpeg;
using Parley.Failures;

namespace Parley.Audio.Tests.Files.Ffmpeg;

public sealed class SandboxTests
{
    [Theory]
    [InlineData("ulimit -v", "1048576")]
    [InlineData("ulimit -t", "7")]
    [InlineData("ulimit -f", "0")]
    [InlineData("ulimit -n", "32")]
    [InlineData("ulimit -c", "0")]
    [InlineData("/usr/bin/nice", "10")]
    [InlineData("/bin/grep NoNewPrivs /proc/self/status", "NoNewPrivs:\t1")]
    [InlineData("pwd", "/")]
    [InlineData("/usr/bin/env -u PWD -u _ -u OLDPWD", "LC_ALL=C")]
    [InlineData("echo $*", "-i pipe:0")]
    public async Task What_runs_in_it_is_confined(string script, string expected) =>
        Assert.Equal(expected, (await RunAsync(script)).Output);

    [Fact]
    public async Task Nothing_can_be_written_to_a_file()
    {
        var target = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await RunAsync($"echo written > {target}");

            Assert.Equal(0, File.Exists(target) ? new FileInfo(target).Length : 0);
        }
        finally
        {
            File.Delete(target);
        }
    }

    [Fact]
    public async Task What_runs_on_and_on_is_killed_by_its_CPU_limit()
    {
        var (exitCode, _) = await RunAsync("while :; do :; done", TimeSpan.FromSeconds(1));

        Assert.Equal(128 + 9, exitCode);
    }

    [Fact]
    public void Without_ffmpeg_it_says_which_package_to_install() =>
        Assert.Equal(
            new ParleyError(
                ErrorCodes.Internal,
                "This kind of file needs ffmpeg, which is not installed; install the Debian package ffmpeg (apt-get install ffmpeg).")
            {
                Param = "file",
            },
            new Sandbox("/nowhere:/usr/lib").Confine([], TimeSpan.FromSeconds(1)).Error);

    [Fact]
    public void Without_the_tools_that_confine_it_nothing_is_started()
    {
        var directory = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(directory.FullName, "ffmpeg"), "");
        try
        {
            var outcome = new Sandbox(directory.FullName).Confine([], TimeSpan.FromSeconds(1));

            Assert.Contains("install the Debian package util-linux", outcome.Error?.Message, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, TimeSpan? cpu = null)
    {
        using var fake = new FakeDecoder(script);
        var start = fake.Sandbox.Confine(["-i", "pipe:0"], cpu ?? TimeSpan.FromSeconds(6.5)).ValueOrThrow();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("it did not start");
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.TrimEnd('\n'));
    }
}
