using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Parley.Server.Support;

namespace Parley.Server.Faults;

/// <summary>Sends back whatever comes.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly Task _accepting;

    public EchoServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static async Task<NetworkStream> ConnectAsync(int port)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, Patience.Token());
        return client.GetStream();
    }

    /// <summary>Ends every connection, as a server does that has had enough.</summary>
    public void HangUp()
    {
        foreach (var client in _clients)
        {
            client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        HangUp();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                client.NoDelay = true;
                _clients.Add(client);
                _ = EchoAsync(client.GetStream());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // No more connections.
        }
    }

    private static async Task EchoAsync(NetworkStream stream)
    {
        try
        {
            await stream.CopyToAsync(stream);
            stream.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            // The connection was reset.
        }
    }
}
