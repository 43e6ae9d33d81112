using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Parley.Testing;

/// <summary>Stands between a client and a server on this machine, and cuts the cable when a test says so.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly int _server;
    private readonly Task _accepting;
    private Func<long?> _next = () => null;
    private long _toServer;
    private long _cutAfter = long.MaxValue;

    private FaultProxy(int server)
    {
        _server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    /// <summary>How often the connections were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Leads to a port of this machine.</summary>
    public static FaultProxy To(int server) => new(server);

    /// <summary>Resets every connection there is; new ones are let through.</summary>
    public void Cut()
    {
        Cuts++;
        Arm();
        foreach (var socket in _sockets.Keys)
        {
            Reset(socket);
        }
    }

    /// <summary>
    /// Cuts again and again, each time when so many more bytes have gone to the server: in the middle of whatever is sent
    /// then.
    /// </summary>
    /// <param name="bytes">Asked before each cut; null: no other one.</param>
    public void CutEach(Func<long?> bytes)
    {
        _next = bytes;
        Arm();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = RunAsync(await _listener.AcceptSocketAsync());
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task RunAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _sockets[client] = _sockets[server] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _server);
            await Task.WhenAll(CopyAsync(client, server, outward: true), CopyAsync(server, client, outward: false));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // One side is gone, so the other one is let go.
        }
        finally
        {
            Reset(client);
            Reset(server);
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool outward)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer) is var count && count > 0)
        {
            var left = outward ? Interlocked.Read(ref _cutAfter) - Interlocked.Add(ref _toServer, count) : long.MaxValue;
            await to.SendAsync(buffer.AsMemory(0, (int)Math.Clamp(count + Math.Min(left, 0), 0, count)));
            if (left <= 0)
            {
                Cut();
                return;
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private void Arm() =>
        Interlocked.Exchange(ref _cutAfter, _next() is { } bytes ? Interlocked.Read(ref _toServer) + bytes : long.MaxValue);

    private void Reset(Socket socket)
    {
        _sockets.TryRemove(socket, out _);
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The other side was quicker.
        }
    }
}
