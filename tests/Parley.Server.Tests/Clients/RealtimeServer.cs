using Parley.Server.Support;

namespace Parley.Server.Tests.Clients;

/// <summary>One server with TLS, and one recording, for the clients of a class.</summary>
public sealed class RealtimeServer : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    internal RealtimeSamples Samples { get; } = new();

    public async ValueTask InitializeAsync() => Server = await TestServer.StartSecureAsync();

    public async ValueTask DisposeAsync()
    {
        Samples.Dispose();
        await Server.DisposeAsync();
    }
}
