using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Parley.Server.Hosting;

/// <summary>Where the server really listens, once it does.</summary>
internal static class BoundAddress
{
    public static int BoundPort(this WebApplication app) => Ports(app, Uri.UriSchemeHttp).First();

    /// <summary>The port of gRPC without TLS, which is bound last of those.</summary>
    public static int BoundGrpcPort(this WebApplication app) => Ports(app, Uri.UriSchemeHttp).Last();

    /// <summary>The port of TLS.</summary>
    public static int BoundHttpsPort(this WebApplication app) => Ports(app, Uri.UriSchemeHttps).First();

    private static IEnumerable<int> Ports(WebApplication app, string scheme) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => new Uri(address.Replace("*", "localhost", StringComparison.Ordinal)))
            .Where(address => string.Equals(address.Scheme, scheme, StringComparison.Ordinal))
            .Select(address => address.Port);
}
