using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Parley.Server.Hosting;

/// <summary>Where the server really listens, once it does.</summary>
internal static class BoundAddress
{
    public static int BoundPort(this WebApplication app) => Ports(app).First();

    /// <summary>The port of gRPC, which is bound last.</summary>
    public static int BoundGrpcPort(this WebApplication app) => Ports(app).Last();

    private static IEnumerable<int> Ports(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => new Uri(address.Replace("*", "localhost", StringComparison.Ordinal)).Port);
}
