using Microsoft.Playwright;

namespace Parley.Server.Browser;

/// <summary>Somebody who has the page open, and what they can see and do there.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly List<string> _faults = [];

    private Visit(IPage page)
    {
        Page = page;
        page.PageError += (_, fault) => _faults.Add(fault);
        page.Console += (_, said) =>
        {
            // A server that keeps no conversations or voices says so with a status that browsers note; the page explains it.
            if (said.Type is "error" && !said.Location.Contains("/api/", StringComparison.Ordinal))
            {
                _faults.Add(said.Text);
            }
        };
    }

    /// <summary>The pages, in the order of their list.</summary>
    public static IReadOnlyList<string> Navigated { get; } = ["captions", "translate", "talk", "voices", "history", "settings"];

    public IPage Page { get; }

    /// <summary>What went wrong in the page's own scripts, or against its security policy.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public ILocator Record => Page.Locator("#toggle");

    public ILocator State => Page.Locator("#state");

    public ILocator Lines => Page.Locator(".line");

    public ILocator Captions => Page.Locator(".line-text");

    /// <summary>The heading of the page that is shown.</summary>
    public ILocator Heading => Page.Locator(".page:not([hidden]) h1");

    public ILocator Banner => Page.Locator(".banner");

    public static async Task<Visit> OpenAsync(
        Playwright playwright, Uri address, string[] microphone, BrowserNewContextOptions? options = null, string? script = null)
    {
        var browser = await playwright.BrowserAsync(microphone);
        var context = await browser.NewContextAsync(options ?? new BrowserNewContextOptions { Locale = "en-US" });
        if (script is not null)
        {
            await context.AddInitScriptAsync(script);
        }

        var visit = new Visit(await context.NewPageAsync());
        await visit.Page.GotoAsync(address.AbsoluteUri);
        await Assertions.Expect(visit.Page.Locator("#model option").First).Not.ToHaveTextAsync("");
        return visit;
    }

    /// <summary>Goes to another page by its link, which must be in sight.</summary>
    public async Task GoAsync(string page)
    {
        await Page.Locator($"a[data-page={page}]").ClickAsync();
        await Assertions.Expect(Page.Locator($"#page-{page}")).ToBeVisibleAsync();
    }

    /// <summary>What has the keyboard's focus: its id, else the page that it leads to, else its class.</summary>
    public Task<string> FocusedAsync() => Page.EvaluateAsync<string>(
        "() => document.activeElement.id || document.activeElement.dataset.page || document.activeElement.className");

    /// <summary>Waits until one of the captions contains this, whatever its capitals.</summary>
    public Task SeesAsync(string text, int seconds = 30) =>
        Assertions.Expect(Captions.Filter(new LocatorFilterOptions { HasText = text }).First)
            .ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = seconds * 1000 });

    public Task SeesStateAsync(string text, int seconds = 30) =>
        Assertions.Expect(State).ToHaveTextAsync(text, new LocatorAssertionsToHaveTextOptions { Timeout = seconds * 1000 });

    /// <summary>Chooses a download from the menu and gives its name and text.</summary>
    public async Task<(string Name, string Text)> DownloadAsync(string format)
    {
        await Page.Locator("#download").ClickAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Page.Locator($"[data-format={format}]").ClickAsync());
        return (download.SuggestedFilename, await File.ReadAllTextAsync(await download.PathAsync()));
    }

    public ValueTask DisposeAsync() => Page.Context.DisposeAsync();
}
