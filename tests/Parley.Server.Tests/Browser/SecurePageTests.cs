using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>The page under TLS, where browsers speak HTTP/2 and open their WebSockets inside it.</summary>
[Collection(BrowserCollection.Name)]
[Trait("speed", "slow")]
public sealed class SecurePageTests(Playwright playwright)
{
    [Fact]
    public async Task Somebody_speaks_and_reads_along()
    {
        await using var server = await PageServer.StartRealAsync(("Listen:Https", "0"));
        await using var visit = await Visit.OpenAsync(
            playwright,
            server.Secure,
            Microphone.Hearing(Recordings.Read("0930")),
            new BrowserNewContextOptions { Locale = "en-US", IgnoreHTTPSErrors = true });

        await visit.Record.ClickAsync();
        await Expect(visit.Page.Locator(".line:not(.open)")).ToHaveCountAsync(1, new LocatorAssertionsToHaveCountOptions { Timeout = 30_000 });
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Ready");

        Assert.Contains("amiable", await visit.Captions.First.TextContentAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("h2", await visit.Page.EvaluateAsync<string>("() => performance.getEntriesByType('navigation')[0].nextHopProtocol"));
        Assert.Empty(visit.Faults);
    }
}
