using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Parley.Testing.Faults;

/// <summary>
/// Stands between a client and a server on this machine, and is the network that a test wants: late, slow, silent, wrong,
/// or cut.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();
    private readonly FaultyDirection _toServer = new(seed: 1);
    private readonly FaultyDirection _toClient = new(seed: 2);
    private readonly TimeProvider _time;
    private readonly Task _accepting;
    private volatile int _server;
    private Func<long?> _next = () => null;
    private long _cutAfter = long.MaxValue;

    private FaultProxy(int server, TimeProvider time)
    {
        (_server, _time) = (server, time);
        _toServer.Limit = LimitToServer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>How often the connections were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Bytes that fell into a <see cref="Blackhole"/>.</summary>
    public long Swallowed => _toServer.Swallowed + _toClient.Swallowed;

    /// <summary>What is wrong on the way to the server, from the next byte on.</summary>
    public LineFaults ToServer
    {
        get => _toServer.Faults;
        set => _toServer.Faults = value;
    }

    /// <summary>What is wrong on the way to the client, from the next byte on.</summary>
    public LineFaults ToClient
    {
        get => _toClient.Faults;
        set => _toClient.Faults = value;
    }

    /// <summary>Leads to a port of this machine.</summary>
    /// <param name="time">The clock of what is late or slow; null: the system's.</param>
    public static FaultProxy To(int server, TimeProvider? time = null) => new(server, time ?? TimeProvider.System);

    /// <summary>Leads new connections to another port of this machine.</summary>
    public void LeadTo(int server) => _server = server;

    /// <summary>Resets every connection there is; new ones are let through.</summary>
    public void Cut()
    {
        Cuts++;
        Arm();
        foreach (var connection in _connections.Keys)
        {
            connection.Cut();
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

    /// <summary>Every connection there is carries nothing any more, and neither side is told; new ones are let through.</summary>
    public void Blackhole()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Silent = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
        // One may have been let in meanwhile.
        Cut();
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
        using var connection = new Connection(client);
        _connections[connection] = true;
        try
        {
            await connection.RunAsync(_server, _toServer, _toClient, _time);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone, so the other one is let go.
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    private (int Count, Action? Cut) LimitToServer(int count)
    {
        var left = Interlocked.Read(ref _cutAfter) - _toServer.Sent;
        return left > 0 ? (count, null) : ((int)Math.Clamp(count + left, 0, count), Cut);
    }

    private void Arm() => Interlocked.Exchange(ref _cutAfter, _next() is { } bytes ? _toServer.Sent + bytes : long.MaxValue);

    private sealed class Connection(Socket client) : IDisposable
    {
        private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly CancellationTokenSource _cut = new();

        public volatile bool Silent;

        public async Task RunAsync(int port, FaultyDirection toServer, FaultyDirection toClient, TimeProvider time)
        {
            client.NoDelay = true;
            await _server.ConnectAsync(IPAddress.Loopback, port, _cut.Token);
            FaultyLine[] lines =
            [
                new(client, _server, toServer, () => Silent, time),
                new(_server, client, toClient, () => Silent, time),
            ];
            await Task.WhenAll(lines.SelectMany(line => new[] { WatchAsync(line.ReadAsync(_cut.Token)), WatchAsync(line.WriteAsync(_cut.Token)) }));
        }

        private async Task WatchAsync(Task part)
        {
            try
            {
                await part;
            }
            catch
            {
                Break();
                throw;
            }
        }

        /// <summary>One line is broken: the other one is let go, unless nobody is to know.</summary>
        private void Break()
        {
            if (!Silent)
            {
                Cut();
            }
        }

        public void Cut()
        {
            lock (_cut)
            {
                Reset(client);
                Reset(_server);
                _cut.Cancel();
            }
        }

        public void Dispose() => Cut();

        private static void Reset(Socket socket)
        {
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
}
