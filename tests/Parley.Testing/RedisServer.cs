using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Parley.Testing;

/// <summary>A real Redis on this machine, with nothing on disk, that a test can stop, start again and empty.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-redis-").FullName;
    private Process? _process;

    private RedisServer()
    {
    }

    public int Port { get; private set; }

    /// <summary>As StackExchange.Redis and Parley's setting want it.</summary>
    public string Connection => $"127.0.0.1:{Port}";

    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        for (var attempt = 1; ; attempt++)
        {
            // Redis cannot choose a free port by itself; another process may be quicker.
            server.Port = FreePort();
            if (await server.TryStartAsync())
            {
                return server;
            }

            if (attempt == Attempts)
            {
                throw new InvalidOperationException("redis-server does not start. Set up first: ./parley setup");
            }
        }
    }

    /// <summary>Ends it at once, as a power failure does.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Starts it again on the same port, empty.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        if (!await TryStartAsync())
        {
            throw new InvalidOperationException($"Port {Port} was taken meanwhile.");
        }
    }

    /// <summary>Sends one command as it is, and gives the first line of the answer.</summary>
    public async Task<string> SayAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> TryStartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(
            "redis-server",
            ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder, "--loglevel", "warning"])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var time = TimeProvider.System;
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < TimeSpan.FromSeconds(30);)
        {
            if (process.HasExited)
            {
                process.Dispose();
                return false;
            }

            try
            {
                if (await SayAsync("PING") is "+PONG")
                {
                    _process = process;
                    return true;
                }
            }
            catch (Exception notYet) when (notYet is SocketException or IOException)
            {
                // It is still starting.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }

        process.Kill();
        process.Dispose();
        return false;
    }
}
