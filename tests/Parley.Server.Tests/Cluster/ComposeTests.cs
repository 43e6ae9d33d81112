using System.Diagnostics;
using Parley.Server.Support;

namespace Parley.Server.Cluster;

/// <summary>What <c>deploy/compose.yaml</c> says to type before it is run.</summary>
public sealed class ComposeTests
{
    [Fact]
    public async Task The_certificate_that_is_made_is_one_that_haproxy_takes()
    {
        var folder = Directory.CreateTempSubdirectory("parley-compose-");
        var typed = Repository.Read("deploy/compose.yaml").Split('\n')
            .Where(line => line.StartsWith("#   ", StringComparison.Ordinal) && !line.Contains("docker", StringComparison.Ordinal))
            .Select(line => line[4..]).ToList();
        Assert.Equal(2, typed.Count);
        Assert.Equal(0, await RunAsync(folder.FullName, "bash", "-ec", string.Join('\n', typed)));

        var configuration = Path.Combine(folder.FullName, "haproxy.cfg");
        await File.WriteAllTextAsync(
            configuration,
            Repository.Read("deploy/haproxy.cfg").Replace("/etc/haproxy/certs/", $"{folder.FullName}/deploy/certs/", StringComparison.Ordinal),
            Patience.Token());
        Assert.Equal(0, await RunAsync(folder.FullName, "haproxy", "-c", "-q", "-f", configuration));
        folder.Delete(recursive: true);
    }

    private static async Task<int> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false })!;
        await process.WaitForExitAsync(Patience.Token());
        return process.ExitCode;
    }
}
