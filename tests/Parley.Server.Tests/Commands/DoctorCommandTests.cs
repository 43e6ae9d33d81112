using System.Net;
using System.Net.Sockets;
using Parley.Server.Hosting;
using Parley.Server.Support;

namespace Parley.Server.Commands;

[Collection(Tests.Commands.ProcessCollection.Name)]
public sealed class DoctorCommandTests
{
    [Fact]
    public async Task With_everything_in_place_each_check_is_well()
    {
        using var doctor = RunningProgram.Start(["doctor", "--set", "Listen:Port=0", "--set", $"Web:Folder={WebFolder()}"]);

        Assert.Equal(0, await doctor.ExitAsync());
        var lines = doctor.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.StartsWith("✓ ", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("✓ model moonshine-base: loads in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_thing_amiss_comes_with_the_command_that_mends_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        using var doctor = RunningProgram.Start(
            ["doctor", "--set", $"Listen:Port={port}", "--set", "Engine:NativeFolder=/no/native", "--set", "Limits:MaxSesions=1",
                "--set", "History:Text=On", "--set", "Storage:PostgreSql=Host=/no/socket;Database=parley"],
            ("PATH", "/no/programs"));

        Assert.Equal(ExitCodes.Failure, await doctor.ExitAsync());
        Assert.Contains("✗ settings: Limits:MaxSesions: there is no such setting", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("✗ history: The database (postgresql) cannot be used now", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("rm -rf '/no/native' && ./parley setup", doctor.Output, StringComparison.Ordinal);
        Assert.Contains($"✗ port {port} of 127.0.0.1 is taken. Mend it: ./parley serve --port {port + 1}", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_a_running_server_has_is_well()
    {
        await using var server = await TestServer.StartAsync();

        using var doctor = RunningProgram.Start(["doctor", "--set", $"Listen:Port={server.Address.Port}"]);
        await doctor.ExitAsync();

        Assert.Contains($"✓ port {server.Address.Port}: Parley is running there", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_port_is_asked_in_its_own_way_whether_Parley_has_it()
    {
        await using var server = await TestServer.StartSecureAsync();
        var (grpc, https) = (server.App.BoundGrpcPort(), server.Secure.Port);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var other = ((IPEndPoint)taken.LocalEndpoint).Port;

        using var doctor = RunningProgram.Start(
            ["doctor", "--set", $"Listen:Port={other}", "--set", $"Listen:Grpc={grpc}", "--set", $"Listen:Https={https}"]);
        await doctor.ExitAsync();

        Assert.Contains($"✗ port {other} of 127.0.0.1 is taken", doctor.Output, StringComparison.Ordinal);
        Assert.Contains($"✓ port {grpc} (gRPC): Parley is running there", doctor.Output, StringComparison.Ordinal);
        Assert.Contains($"✓ port {https} (TLS): Parley is running there", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_the_operators_own_is_looked_at()
    {
        using var made = new Tls.MadeCertificate();

        using var doctor = RunningProgram.Start(
            ["doctor", "--set", $"Listen:Tls:Certificate={made.Certificate}", "--set", $"Listen:Tls:Key={made.Key}"]);
        await doctor.ExitAsync();

        Assert.Contains($"✓ certificate {made.Certificate}: valid until 2030-04-11", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_ends_the_process_is_named_and_the_rest_still_examined()
    {
        var folder = Directory.CreateTempSubdirectory("parley-broken-");
        try
        {
            // A whole model, of a graph that is none: only the engine can tell.
            var broken = Path.Combine(folder.FullName, "encoder_model.onnx");
            await File.WriteAllBytesAsync(broken, [0x08, 0x07, 0x3A, 100, .. new byte[100]], Patience.Token());

            using var doctor = RunningProgram.Start(["doctor", "--set", $"Models:Catalog:moonshine-base:Files:encoder={broken}"]);

            Assert.Equal(ExitCodes.Failure, await doctor.ExitAsync());
            Assert.Contains("✗ model moonshine-base: ", doctor.Output, StringComparison.Ordinal);
            Assert.Contains("✓ memory", doctor.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string WebFolder()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "doctor-web");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "index.html"), "<!doctype html>");
        return folder;
    }
}
