using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Server.Support;

namespace Parley.Server.Tests.Clients;

/// <summary>A script of <c>tests/clients</c>: a stock client in a process of its own, one call a run.</summary>
internal static class ClientScript
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients");

    /// <summary>What the call returned.</summary>
    /// <param name="trusted">A certificate that the client trusts besides the usual ones.</param>
    public static async Task<JsonElement> CallAsync(string script, string call, JsonObject arguments, string? trusted = null)
    {
        var outcome = await RunAsync(script, call, arguments, trusted);
        return outcome.TryGetProperty("value", out var value)
            ? value
            : throw new InvalidOperationException($"{script} {call} failed: {outcome}");
    }

    /// <summary>The error that the client made of the server's answer.</summary>
    public static async Task<JsonElement> FailAsync(string script, string call, JsonObject arguments)
    {
        var outcome = await RunAsync(script, call, arguments);
        return outcome.TryGetProperty("error", out var error)
            ? error
            : throw new InvalidOperationException($"{script} {call} did not fail: {outcome}");
    }

    /// <summary>Runs a program of a document as a reader would, with the stock clients at hand.</summary>
    /// <returns>What it printed.</returns>
    public static Task<string> TypeAsync(string program, string? trusted = null) =>
        RunAsync("The program", trusted, "--input-type=module", "--eval", program);

    private static async Task<JsonElement> RunAsync(string script, string call, JsonObject arguments, string? trusted = null) =>
        JsonDocument.Parse(await RunAsync($"{script} {call}", trusted, script, call, arguments.ToJsonString())).RootElement;

    private static async Task<string> RunAsync(string what, string? trusted, params string[] arguments)
    {
        Assert.True(
            Directory.Exists(Path.Combine(Folder, "node_modules")),
            "The stock clients are not installed. Install them: npm --prefix tests/clients ci");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (trusted is not null)
        {
            start.Environment["NODE_EXTRA_CA_CERTS"] = trusted;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"{what} ended with {process.ExitCode}:\n{await errors}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
