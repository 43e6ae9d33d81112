namespace Parley.Server.Browser;

/// <summary>Servers for the tests that leave no trace in them; each is started by the first test that needs it.</summary>
public sealed class SharedPage : IAsyncDisposable
{
    private PageServer? _scripted;
    private PageServer? _real;

    /// <summary>One whose engine reads <see cref="Parley.Testing.Spoken"/> audio.</summary>
    internal async Task<Uri> AddressAsync() => (_scripted ??= await PageServer.StartScriptedAsync()).Address;

    /// <summary>One with the engine and the models that set-up installed.</summary>
    internal async Task<Uri> RealAddressAsync() => (_real ??= await PageServer.StartRealAsync()).Address;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _scripted, _real })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }
}
