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
    public static async Task<JsonElement> CallAsync(string script, string call, JsonObject arguments)
    {
        var outcome = await RunAsync(script, call, arguments);
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

    private static async Task<JsonElement> RunAsync(string script, string call, JsonObject arguments)
    {
        Assert.True(
            Directory.Exists(Path.Combine(Folder, "node_modules")),
            "The stock clients are not installed. Install them: npm --prefix tests/clients ci");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var process = Process.Start(new ProcessStartInfo("node", [script, call, arguments.ToJsonString()])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? JsonDocument.Parse(await output).RootElement
                : throw new InvalidOperationException($"{script} {call} ended with {process.ExitCode}:\n{await errors}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
