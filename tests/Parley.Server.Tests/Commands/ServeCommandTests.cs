using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Parley.Server.Support;

namespace Parley.Server.Commands;

[Collection(Tests.Commands.ProcessCollection.Name)]
public sealed class ServeCommandTests
{
    [Fact]
    public async Task It_names_the_page_when_it_is_ready_and_ends_well_at_a_signal()
    {
        using var server = RunningProgram.Start(["serve", "--port", "0", "--model", "moonshine-tiny"]);
        var page = await server.ReadyAsync();
        using var client = new HttpClient { BaseAddress = page };
        var report = JsonDocument.Parse(await client.GetStringAsync("/health", Patience.Token())).RootElement;
        Assert.Equal("moonshine-tiny", report.GetProperty("models")[0].GetProperty("name").GetString());

        await server.SignalAsync("TERM");

        Assert.Equal(0, await server.ExitAsync());
        Assert.All(
            server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Equal("info", JsonDocument.Parse(line).RootElement.GetProperty("level").GetString()));
    }

    [Fact]
    public async Task It_names_the_address_of_TLS_which_whoever_trusts_its_certificate_can_use()
    {
        using var server = RunningProgram.Start(["serve", "--port", "0", "--model", "moonshine-tiny"]);
        await server.ReadyAsync();
        var address = server.Errors.Split("TLS: ")[1].Split(')')[0];
        using var curl = Process.Start(new ProcessStartInfo(
            "curl", ["--fail", "--silent", "--cacert", Path.Combine(InstalledHome.Path, "tls", "localhost.pem"), $"{address}health/live"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;

        Assert.Equal("live\n", await curl.StandardOutput.ReadToEndAsync(Patience.Token()));
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        using var server = RunningProgram.Start(["serve", "--port", "0", "--model", "moonshine-tiny"]);
        var page = await server.ReadyAsync();
        using var speaker = await Speaker.ConnectAsync(page);
        await speaker.SayAsync("""{"type":"session.start","metadata":{"keeps":"the connection open"}}""");
        await speaker.NextAsync("session.started");

        // The client does not read, so the close that the first signal begins waits for its answer.
        await server.SignalAsync("INT");
        await server.SignalAsync("TERM");

        // Two signals so close together may be handled in either order; the later one gives the code.
        Assert.Contains(await server.ExitAsync(), (int[])[128 + 2, 128 + 15]);
    }

    [Fact]
    public async Task Every_mistake_in_the_settings_is_named_and_nothing_listens()
    {
        using var server = RunningProgram.Start(
            ["serve", "--port", "70000", "--set", "Limits:MaxSesions=5"],
            ("PARLEY__Models__Default", "moonshine-huge"),
            ("PARLEY_Limits__IdleSeconds", "9"));

        Assert.Equal(ExitCodes.Configuration, await server.ExitAsync());
        Assert.Contains("for 4 reasons", server.Errors, StringComparison.Ordinal);
        Assert.Contains("Listen:Port = '70000'", server.Errors, StringComparison.Ordinal);
        Assert.Contains("did you mean Limits:MaxSessions?", server.Errors, StringComparison.Ordinal);
        Assert.Contains("there is no model 'moonshine-huge'", server.Errors, StringComparison.Ordinal);
        Assert.Contains("PARLEY and two underscores", server.Errors, StringComparison.Ordinal);
        Assert.Equal("", server.Output);
    }

    [Fact]
    public async Task Missing_models_are_named_with_the_command_that_brings_them()
    {
        using var server = RunningProgram.Start(["serve", "--port", "0"], ("PARLEY_HOME", "/no/such/home"));

        Assert.Equal(ExitCodes.Configuration, await server.ExitAsync());
        Assert.Contains("'encoder' is missing at /no/such/home/models/moonshine-base/encoder_model.onnx", server.Errors, StringComparison.Ordinal);
        Assert.Contains("./parley setup", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_a_sentence_with_another_port()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        using var server = RunningProgram.Start(["serve", "--port", $"{port}"]);

        Assert.Equal(ExitCodes.Unavailable, await server.ExitAsync());
        Assert.Equal($"Another program uses port {port} of 127.0.0.1. Stop it, or choose another port: serve --port {port + 1}", server.Errors.Trim());
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_a_sentence()
    {
        using var server = RunningProgram.Start(["serve", "--host", "192.0.2.1", "--port", "0"]);

        Assert.Equal(ExitCodes.Unavailable, await server.ExitAsync());
        Assert.Contains("This machine has no address 192.0.2.1.", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_that_were_cut_off_are_named_and_the_process_never_hands_them_to_its_engine()
    {
        var cut = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        var installed = Path.Combine(InstalledHome.Path, "models", "silero-vad", "silero_vad_v5.onnx");
        await File.WriteAllBytesAsync(cut, File.ReadAllBytes(installed)[..^1000], Patience.Token());
        try
        {
            using var server = RunningProgram.Start(
                ["serve", "--port", "0"],
                ("PARLEY__Engine__VoiceDetector", cut),
                ("PARLEY__Models__Catalog__broken__Kind", "nemo_ctc"),
                ("PARLEY__Models__Catalog__broken__Files__model", cut),
                ("PARLEY__Models__Catalog__broken__Files__tokens", cut + ".txt"),
                ("PARLEY__Models__Serve__0", "broken"));

            Assert.Equal(ExitCodes.Configuration, await server.ExitAsync());
            Assert.Contains($"The voice detector {cut} is cut off or damaged", server.Errors, StringComparison.Ordinal);
            Assert.Contains($"the file 'model' at {cut} is cut off or damaged", server.Errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(cut);
        }
    }
}
