using System.Diagnostics;
using System.Runtime.InteropServices;
using Parley.Server.Support;
using Parley.Server.Tests.Commands;

namespace Parley.Server.Docs;

/// <summary>
/// What a reader has: a folder with recordings and <c>./parley</c>, and a server that runs. The launcher itself, which sets a
/// machine up, has tests of its own; here <c>./parley</c> is the program behind it.
/// </summary>
public sealed class Workplace : IAsyncLifetime
{
    /// <summary>Words of the recording that no command and no message of the program has.</summary>
    public const string Heard = "prudently";

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

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-reader-");
    private RunningProgram? _server;
    private Uri? _page;

    public async ValueTask InitializeAsync()
    {
        File.Copy(RealSpeech.Sentences[0].Path, In("talk.wav"));
        RealSpeech.Convert(In("talk.wav"), In("talk.mp3"));
        File.Copy(In("talk.wav"), In("me.wav"));
        await File.WriteAllTextAsync(In("parley"), Launcher);
        using var chmod = Process.Start("chmod", ["+x", In("parley")]);
        await chmod.WaitForExitAsync(Patience.Token());
        _server = RunningProgram.Start(
            ["serve", "--port", "0", "--model", "moonshine-tiny"],
            ("PARLEY__History__Text", "Asked"), ("PARLEY__Storage__Folder", In("data")));
        _page = await _server.ReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Types commands into a shell there.</summary>
    /// <returns>How they ended, and what they said and wrote into files.</returns>
    public async Task<(int Exit, string Output)> TypeAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands.Replace("localhost:7310", _page!.Authority, StringComparison.Ordinal)])
        {
            WorkingDirectory = _folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PROGRAM"] = Path.Combine(AppContext.BaseDirectory, "parley-server");
        start.Environment["PARLEY_HOME"] = InstalledHome.Path;
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(Patience.Token());
        var output = await shell.StandardOutput.ReadToEndAsync(Patience.Token());
        await shell.WaitForExitAsync(Patience.Token());
        return (shell.ExitCode, output + await errors + Written());
    }

    private string Written() => string.Concat(_folder.EnumerateDirectories()
        .SelectMany(folder => folder.EnumerateFiles())
        .Select(file => File.ReadAllText(file.FullName)));

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
