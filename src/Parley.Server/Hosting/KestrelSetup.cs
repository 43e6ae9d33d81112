using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Parley.Server.Configuration;
using Parley.Server.Tls;

namespace Parley.Server.Hosting;

/// <summary>Where the network listener listens, and what one connection may cost.</summary>
internal static class KestrelSetup
{
    /// <summary>Nothing but recordings is large, and their endpoint has a limit of its own.</summary>
    private const long MaxBodyBytes = 1 << 20;

    /// <summary>A connection with nothing to say is asked whether it is still there, and has this long to answer.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A client that connects and does not finish its TLS handshake.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    public static void Apply(KestrelServerOptions kestrel, ParleyOptions options)
    {
        kestrel.AddServerHeader = false;
        // A proxy that ends TLS says https on its way here, which is plain; nothing here depends on it.
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.MaxConcurrentConnections = options.Limits.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.Limits.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(120);
        kestrel.Limits.Http2.KeepAlivePingDelay = PingInterval;
        kestrel.Limits.Http2.KeepAlivePingTimeout = PingTimeout;
        Listen(kestrel, options.Listen.Host, options.Listen.Port, listener => listener.Protocols = HttpProtocols.Http1);
        if (options.Listen.Grpc is { } grpc)
        {
            // Without TLS, nothing on a connection says which of the two it speaks.
            Listen(kestrel, options.Listen.Host, grpc, listener => listener.Protocols = HttpProtocols.Http2);
        }

        if (options.Listen.Https is { } https)
        {
            var certificate = kestrel.ApplicationServices.GetRequiredService<ServerCertificate>();
            certificate.Load();
            Listen(kestrel, options.Listen.Host, https, listener => Secure(listener, certificate));
        }
    }

    /// <summary>Where programs find the server under TLS.</summary>
    public static Uri SecureAddress(ListenerOptions listen, int port) =>
        new UriBuilder(PageAddress(listen, port)) { Scheme = Uri.UriSchemeHttps, Port = port }.Uri;

    /// <summary>Where a browser on this machine finds the page.</summary>
    public static Uri PageAddress(ListenerOptions listen, int port)
    {
        var host = listen.Host;
        return new Uri(IsLoopback(host) || IsAny(host) ? $"http://localhost:{port}/" : $"http://{Bracketed(host)}:{port}/");
    }

    /// <summary>Whether only this machine can reach the server.</summary>
    public static bool IsLoopback(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static void Secure(ListenOptions listener, ServerCertificate certificate)
    {
        listener.Protocols = HttpProtocols.Http1AndHttp2;
        listener.Use(HandshakeGuard.Around);
        listener.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(certificate.ForConnection()),
            HandshakeTimeout = HandshakeTimeout,
        });
    }

    private static void Listen(KestrelServerOptions kestrel, string host, int port, Action<ListenOptions> configure)
    {
        switch (host)
        {
            case "localhost" when port > 0:
                kestrel.ListenLocalhost(port, configure);
                break;
            case "localhost":
                // Two listeners cannot agree on a free port.
                kestrel.Listen(IPAddress.Loopback, 0, configure);
                break;
            case "*":
                kestrel.ListenAnyIP(port, configure);
                break;
            default:
                kestrel.Listen(IPAddress.Parse(host.Trim('[', ']')), port, configure);
                break;
        }
    }

    public static bool IsAny(string host) => host is "*" or "0.0.0.0" or "::" or "[::]";

    private static string Bracketed(string host) =>
        host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}
