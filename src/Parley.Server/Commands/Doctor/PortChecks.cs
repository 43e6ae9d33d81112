using System.Net;
using System.Net.Sockets;
using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Commands.Doctor;

/// <summary>Whether the server can listen where it is told to. A port that a running Parley has is as it should be.</summary>
internal static class PortChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>One finding a port.</summary>
    public static async IAsyncEnumerable<Finding> AllAsync(
        ListenerOptions listen, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await CheckAsync(listen, listen.Port, "", $"./parley serve --port {listen.Port + 1}", cancellation);
        if (listen.Grpc is { } grpc)
        {
            yield return await CheckAsync(listen, grpc, " (gRPC)", $"./parley serve --set Listen:Grpc={grpc + 1}", cancellation);
        }

        if (listen.Https is { } https)
        {
            yield return await CheckAsync(listen, https, " (TLS)", $"./parley serve --set Listen:Https={https + 1}", cancellation);
        }
    }

    /// <param name="use">What it is for, empty for the first.</param>
    private static async Task<Finding> CheckAsync(ListenerOptions listen, int port, string use, string another, CancellationToken cancellation)
    {
        var address = KestrelSetup.IsAny(listen.Host) ? IPAddress.Any
            : IPAddress.TryParse(listen.Host.Trim('[', ']'), out var parsed) ? parsed
            : IPAddress.Loopback;
        try
        {
            using var socket = new TcpListener(address, port);
            socket.Start();
            return Finding.Fine($"port {port}{use} is free");
        }
        catch (SocketException taken)
        {
            return taken.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? await IsParleyAsync(listen, port, cancellation)
                    ? Finding.Fine($"port {port}{use}: Parley is running there")
                    : Finding.Amiss($"port {port}{use} of {listen.Host} is taken", another)
                : Finding.Amiss($"port {port}{use} of {listen.Host}: {taken.Message}", $"./parley serve --host 127.0.0.1 --port {ParleyOptionsReader.DefaultPort}");
        }
    }

    /// <summary>Asks in the way that this port is spoken to. Who answers so over TLS is Parley, whatever certificate it shows.</summary>
    private static async Task<bool> IsParleyAsync(ListenerOptions listen, int port, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // Nothing secret is said: what is asked is only who listens there.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var client = new HttpClient(handler) { Timeout = Patience };
        var address = port == listen.Https ? KestrelSetup.SecureAddress(listen, port) : KestrelSetup.PageAddress(listen, port);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/health/live"))
        {
            Version = port == listen.Grpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        try
        {
            using var answer = await client.SendAsync(request, cancellation);
            return await answer.Content.ReadAsStringAsync(cancellation) is "live\n";
        }
        catch (Exception other) when (other is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
