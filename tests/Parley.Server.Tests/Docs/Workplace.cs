using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Parley.Server.Support;
using Parley.Server.Tests.Commands;

namespace Parley.Server.Docs;

/// <summary>
/// What a reader has: a folder with recordings and <c>./parley</c>, and a server that runs. The launcher itself, which sets a
/// machine up, has tests of its own; here <c>./parley</c> is the program behind it. The server turns nobody away and
/// waits for whoever falters, however busy the machine is.
/// </summary>
public sealed partial class Workplace : IAsyncLifetime
{
    /// <summary>Words of the recording that no command and no message of the program has.</summary>
    public const string Heard = "prudently";

    /// <summary>What the server's assistant answers to <see cref="Heard"/>: so little that it is soon spoken.</summary>
    public const string Answered = "As you like it.";

    /// <summary>Runs the program; a server is stopped as soon as it is ready.</summary>
    private const string Launcher =
        """
        #!/usr/bin/env bash
        set -euo pipefail
        if [[ $1 != serve ]]; then exec "$PROGRAM" "$@"; fi
        errors=$(mktemp)
        PARLEY__Listen__Port=0 "$PROGRAM" "$@" 2>"$errors" >/dev/null &
        server=$!
        until grep -q 'Parley is ready' "$errors"; do
            kill -0 "$server" || { cat "$errors"; exit 1; }
            sleep 0.1
        done
        kill -TERM "$server"
        wait "$server"
        """;

    /// <summary>What a single example may take on a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-reader-");
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("parley-data-");
    private RunningProgram? _server;
    private Uri? _page;

    /// <summary>Where the server is, for programs that run in this process.</summary>
    public Uri Address => _page!;

    /// <summary>What is said in <c>talk.wav</c>, without its header: s16le, 16 kHz, one channel.</summary>
    public ReadOnlyMemory<byte> Samples => File.ReadAllBytes(In("talk.wav")).AsMemory(44);

    public async ValueTask InitializeAsync()
    {
        File.Copy(RealSpeech.Sentences[0].Path, In("talk.wav"));
        RealSpeech.Convert(In("talk.wav"), In("talk.mp3"));
        File.Copy(In("talk.wav"), In("me.wav"));
        Directory.CreateSymbolicLink(In("node_modules"), Path.Combine(Repository.Root, "tests", "clients", "node_modules"));
        Directory.CreateSymbolicLink(In("protos"), Path.Combine(Repository.Root, "protos"));
        await File.WriteAllTextAsync(In("parley"), Launcher);
        using var chmod = Process.Start("chmod", ["+x", In("parley")]);
        await chmod.WaitForExitAsync(Patience.Token());
        _server = RunningProgram.Start(
            ["serve", "--port", "0", "--model", "moonshine-tiny"],
            ("PARLEY__Engine__FinalWaitMs", "0"), ("PARLEY__Limits__InputStallMs", "60000"),
            ("PARLEY__History__Text", "Asked"), ("PARLEY__Storage__Folder", _data.FullName),
            ("PARLEY__Assistants__Catalog__scripted__Rules__0__Pattern", Heard), ("PARLEY__Assistants__Catalog__scripted__Rules__0__Reply", Answered));
        _page = await _server.ReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _folder.Delete(recursive: true);
        _data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Types commands into a shell there, or a program into a file that Node runs.</summary>
    /// <returns>How it ended, and what it said and wrote into files.</returns>
    internal async Task<(int Exit, string Output, string Errors)> TypeAsync(Example example)
    {
        var code = example.Code
            .Replace("localhost:7310", _page!.Authority, StringComparison.Ordinal)
            .Replace("localhost:7311", $"{_page.Host}:{Announced(GrpcPort())}", StringComparison.Ordinal)
            .Replace("localhost:7312", $"{_page.Host}:{Announced(SecurePort())}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(In("example.mjs"), code);
        var start = example.IsProgram ? new ProcessStartInfo("node", ["example.mjs"]) : new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", code]);
        start.WorkingDirectory = _folder.FullName;
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["PROGRAM"] = Path.Combine(AppContext.BaseDirectory, "parley-server");
        start.Environment["PARLEY_HOME"] = InstalledHome.Path;
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        start.Environment["NODE_EXTRA_CA_CERTS"] = Path.Combine(InstalledHome.Path, "tls", "localhost.pem");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output + Written(), await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private string Announced(Regex port) => port.Match(_server!.Errors).Groups["port"].Value;

    private string Written() => string.Concat(_folder.EnumerateDirectories()
        .Where(folder => folder.LinkTarget is null)
        .SelectMany(folder => folder.EnumerateFiles())
        .Select(file => File.ReadAllText(file.FullName)));

    private string In(string name) => Path.Combine(_folder.FullName, name);

    [GeneratedRegex(@"gRPC: port (?<port>\d+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex GrpcPort();

    [GeneratedRegex(@"TLS: https://[^:]+:(?<port>\d+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex SecurePort();
}
