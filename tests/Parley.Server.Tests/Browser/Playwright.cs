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

    private readonly Dictionary<string, IBrowser> _browsers = new(StringComparer.Ordinal);
    private IPlaywright? _driver;

    public async ValueTask InitializeAsync()
    {
        // Five seconds by default, which a machine that has other things to do needs at times.
        Assertions.SetDefaultExpectTimeout(30_000);
        _driver = await Microsoft.Playwright.Playwright.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers.Values)
        {
            await browser.DisposeAsync();
        }

        _driver?.Dispose();
    }

    /// <summary>A browser that may have served other tests; each opens a context of its own in it.</summary>
    /// <param name="arguments">What this browser is told, above all about its microphone.</param>
    internal async Task<IBrowser> BrowserAsync(string[] arguments)
    {
        var key = string.Join('\n', arguments);
        if (!_browsers.TryGetValue(key, out var browser))
        {
            browser = await _driver!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Find(),
                Args = [.. Quiet, .. arguments],
            });
            _browsers.Add(key, browser);
        }

        return browser;
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("There is no Chromium on the PATH. Install it: sudo apt-get install -y chromium");
    }
}
