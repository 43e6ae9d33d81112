using System.Diagnostics;

namespace Parley.Testing;

/// <summary>
/// A real PostgreSQL on this machine, on a socket in a folder of its own, that tests share: each takes a database of its own.
/// PostgreSQL refuses to run for root, so there it runs for nobody.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private const int Nobody = 65_534;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-pg-").FullName;
    private readonly string _programs = Programs();
    private Process? _process;
    private int _databases;

    private PostgreSqlServer()
    {
    }

    private string Data => Path.Combine(_folder, "data");

    public static async Task<PostgreSqlServer> StartAsync()
    {
        var server = new PostgreSqlServer();
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", $"{Nobody}:{Nobody}", server._folder);
        }

        await server.CallAsync("initdb", "-D", server.Data, "-U", "parley", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.RestartAsync();
        return server;
    }

    /// <summary>A new database; its connection as Parley's setting wants it.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"trial{Interlocked.Increment(ref _databases)}";
        await CallAsync("createdb", "-h", _folder, "-U", "parley", name);
        return $"Host={_folder};Database={name};Username=parley;Pooling=false";
    }

    /// <summary>Ends it at once, as a power failure does.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await CallAsync("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-s");
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Starts it again with what was written.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        _process = Start("postgres", "-D", Data, "-k", _folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB");
        var time = TimeProvider.System;
        for (var began = time.GetTimestamp(); ;)
        {
            using var asked = Start("pg_isready", "-h", _folder, "-q");
            await asked.WaitForExitAsync();
            if (asked.ExitCode == 0)
            {
                return;
            }

            if (_process.HasExited || time.GetElapsedTime(began) > Limit)
            {
                throw new InvalidOperationException("PostgreSQL does not start.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Debian keeps the programs of each version in a folder that no search path has.</summary>
    private static string Programs()
    {
        const string Installed = "/usr/lib/postgresql";
        var folder = Directory.Exists(Installed)
            ? Directory.GetDirectories(Installed).Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        return folder ?? throw new InvalidOperationException("PostgreSQL is not installed. Set up first: ./parley setup");
    }

    private async Task CallAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await ExpectAsync(process, program);
    }

    private Process Start(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", path, .. arguments]
            : [path, .. arguments];
        return Start(command, _folder);
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command, "/");
        await ExpectAsync(process, command[0]);
    }

    private static Process Start(string[] command, string folder)
    {
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task ExpectAsync(Process process, string program)
    {
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }
}
