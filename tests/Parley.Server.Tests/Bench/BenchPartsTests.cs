using System.Diagnostics;
using Parley.Server.Support;

namespace Parley.Server.Tests.Bench;

/// <summary>What the bench computes, draws and writes; and the peer it compares with: without measuring anything.</summary>
[Collection(BenchCollection.Name)]
public sealed class BenchPartsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Folder = Path.Combine(Repository.Root, "bench");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(Folder, "test"), "*.test.mjs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_test_of_the_bench_in_Node_passes(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("node", ["--test", "--test-reporter=tap", Path.Combine("test", file)])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, output);
            Assert.Contains("ok 1 - ", output, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
