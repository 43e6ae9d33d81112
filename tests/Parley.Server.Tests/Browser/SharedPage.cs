using Microsoft.Data.Sqlite;

namespace Parley.Server.Browser;

/// <summary>Servers for the tests that leave no trace in them; each is started by the first test that needs it.</summary>
public sealed class SharedPage : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-page-");
    private PageServer? _scripted;
    private PageServer? _keeping;
    private PageServer? _real;

    /// <summary>One whose engine reads <see cref="Parley.Testing.Spoken"/> audio.</summary>
    internal async Task<Uri> AddressAsync() => (_scripted ??= await PageServer.StartScriptedAsync()).Address;

    /// <summary>The same, and it keeps the conversations that it is asked to keep, in a folder of its own.</summary>
    internal async Task<Uri> KeepingAddressAsync() =>
        (_keeping ??= await PageServer.StartScriptedAsync(("History:Text", "Asked"), ("Storage:Folder", _folder.FullName))).Address;

    /// <summary>One with the engine and the models that set-up installed.</summary>
    internal async Task<Uri> RealAddressAsync() => (_real ??= await PageServer.StartRealAsync()).Address;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _scripted, _keeping, _real })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
