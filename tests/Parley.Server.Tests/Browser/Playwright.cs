using Microsoft.Playwright;

namespace Parley.Server.Browser;

/// <summary>Starts browsers: the machine's own Chromium, which set-up for tests installs.</summary>
public sealed class Playwright : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _driver;

    public async ValueTask InitializeAsync() => _driver = await Microsoft.Playwright.Playwright.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _driver?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <param name="arguments">What this browser is told besides, above all about its microphone.</param>
    internal Task<IBrowser> LaunchAsync(params IEnumerable<string> arguments) =>
        _driver!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find(),
            Args = [.. Quiet, .. arguments],
        });

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("There is no Chromium on the PATH. Install it: sudo apt-get install -y chromium");
    }
}
