using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Parley.Server.Hosting;

/// <summary>Where the server really listens, once it does.</summary>
internal static class BoundAddress
{
    public static int BoundPort(this WebApplication app) => Ports(app, Uri.UriSchemeHttp)[0];

    /// <summary>The port of gRPC without TLS, which is bound last of those.</summary>
    public static int BoundGrpcPort(this WebApplication app) => Ports(app, Uri.UriSchemeHttp)[^1];

    /// <summary>The port of TLS.</summary>
    public static int BoundHttpsPort(this WebApplication app) => Ports(app, Uri.UriSchemeHttps)[0];

    /// <summary>Every port of a scheme, in the order in which they were bound.</summary>
    public static IReadOnlyList<int> BoundPorts(this IServer server, string scheme) =>
    [
        .. server.Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => new Uri(address.Replace("*", "localhost", StringComparison.Ordinal)))
            .Where(address => string.Equals(address.Scheme, scheme, StringComparison.Ordinal))
            .Select(address => address.Port),
    ];

    private static IReadOnlyList<int> Ports(WebApplication app, string scheme) =>
        app.Services.GetRequiredService<IServer>().BoundPorts(scheme);
}
