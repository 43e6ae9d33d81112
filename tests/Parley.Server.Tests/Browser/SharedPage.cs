namespace Parley.Server.Browser;

/// <summary>One server for the tests that leave no trace in it; started by the first of them.</summary>
public sealed class SharedPage : IAsyncDisposable
{
    private PageServer? _server;

    /// <summary>Its address. The engine reads <see cref="Parley.Testing.Spoken"/> audio, the assistant is the scripted one.</summary>
    internal async Task<Uri> AddressAsync() => (_server ??= await PageServer.StartScriptedAsync()).Address;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
