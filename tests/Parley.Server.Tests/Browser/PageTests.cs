using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>The page itself: languages, appearance, keyboard, small screens.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PageTests(Playwright playwright)
{
    private static readonly BrowserNewContextOptions Phone = new()
    {
        Locale = "en-US",
        ViewportSize = new ViewportSize { Width = 360, Height = 640 },
        HasTouch = true,
        IsMobile = true,
        DeviceScaleFactor = 2,
    };

    [Fact]
    public async Task It_loads_under_its_security_policy_without_a_fault_and_asks_nothing_of_other_hosts()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping);
        var hosts = new List<string>();
        visit.Page.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);
        var answer = await visit.Page.ReloadAsync();
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Listening");
        Assert.Contains("default-src 'self'", answer!.Headers["content-security-policy"], StringComparison.Ordinal);
        Assert.Empty(visit.Faults);
        Assert.NotEmpty(hosts);
        Assert.All(hosts, host => Assert.Equal(server.Address.Authority, host));
    }

    [Theory]
    [InlineData("en-GB", "en", "Start captions")]
    [InlineData("zh-TW", "zh-TW", "開始字幕")]
    [InlineData("zh-HK", "zh-TW", "開始字幕")]
    [InlineData("ja-JP", "en", "Start captions")]
    public async Task It_speaks_the_language_the_browser_prefers(string locale, string language, string button)
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, [], new BrowserNewContextOptions { Locale = locale });
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Its_language_and_appearance_can_be_changed_and_are_remembered()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(
            playwright, server.Address, [], new BrowserNewContextOptions { Locale = "en-US", ColorScheme = ColorScheme.Light });
        var html = visit.Page.Locator("html");
        await Expect(html).ToHaveCSSAsync("background-color", "rgb(251, 250, 247)");
        await visit.Page.Locator("#switch-language").ClickAsync();
        await Expect(visit.State).ToHaveTextAsync("就緒");
        await visit.Page.Locator("#switch-theme").ClickAsync();
        await visit.Page.Locator("#switch-theme").ClickAsync();
        await Expect(html).ToHaveCSSAsync("background-color", "rgb(20, 22, 26)");
        await visit.Page.ReloadAsync();
        await Expect(visit.State).ToHaveTextAsync("就緒");
        await Expect(html).ToHaveCSSAsync("background-color", "rgb(20, 22, 26)");
    }

    [Fact]
    public async Task It_is_dark_where_the_system_is()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(
            playwright, server.Address, [], new BrowserNewContextOptions { Locale = "en-US", ColorScheme = ColorScheme.Dark });
        await Expect(visit.Page.Locator("html")).ToHaveCSSAsync("background-color", "rgb(20, 22, 26)");
    }

    [Fact]
    public async Task Everything_can_be_reached_and_used_by_keyboard_alone()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping);
        await visit.Page.Locator("#file-input").SetInputFilesAsync(
            new FilePayload { Name = "one.wav", MimeType = "audio/wav", Buffer = Recordings.Spoken("one") });
        await Expect(visit.Captions).ToHaveTextAsync(["one"]);
        await visit.Page.EvaluateAsync("() => { document.activeElement.blur(); }");

        string[] order =
        [
            "skip", "wordmark", .. Visit.Navigated, "switch-language", "switch-theme",
            "model", "language", "captions", "line-edit", "open-file", "new", "toggle", "copy", "download",
        ];
        foreach (var id in order)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            Assert.Equal(id, await visit.FocusedAsync());
            Assert.NotEqual("none", await visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle"), StringComparer.Ordinal);
        }

        var menu = visit.Page.GetByRole(AriaRole.Menu);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(menu.GetByRole(AriaRole.Menuitem).First).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(menu.GetByRole(AriaRole.Menuitem).Last).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(menu).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#download")).ToBeFocusedAsync();

        await visit.Page.Keyboard.PressAsync("Shift+Tab");
        await visit.Page.Keyboard.PressAsync("Shift+Tab");
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.SeesStateAsync("Listening");
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.SeesStateAsync("Ready");
    }

    [Fact]
    public async Task Single_keys_work_from_anywhere_and_can_be_switched_off()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping);
        await visit.Page.Keyboard.PressAsync("s");
        await visit.SeesStateAsync("Listening");
        await visit.Page.Keyboard.PressAsync("s");
        await visit.SeesStateAsync("Ready");
        await visit.Page.Keyboard.PressAsync("?");
        await Expect(visit.Heading).ToHaveTextAsync("Settings");
        await visit.Page.GetByText("Single-key shortcuts").ClickAsync();
        await visit.GoAsync("captions");
        await visit.Page.Keyboard.PressAsync("?");
        await visit.Page.Keyboard.PressAsync("s");
        await Expect(visit.Heading).ToHaveTextAsync("Captions");
        await visit.SeesStateAsync("Ready");
    }

    [Fact]
    public async Task On_a_small_phone_everything_fits_and_is_large_enough_to_touch()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping, Phone);
        Assert.Equal(360, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Equal(640, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollHeight"));
        foreach (var button in await visit.Page.Locator("button:visible").AllAsync())
        {
            var box = (await button.BoundingBoxAsync())!;
            Assert.True(box is { Width: >= 40, Height: >= 40 }, $"{await button.GetAttributeAsync("id")} is {box.Width} × {box.Height}");
            Assert.True(box.X >= 0 && box.X + box.Width <= 360, $"{await button.GetAttributeAsync("id")} leaves the screen");
        }

        await visit.Record.TapAsync();
        await visit.SeesStateAsync("Listening");
    }

    [Theory]
    [InlineData("small")]
    [InlineData("huge")]
    public async Task The_size_of_the_captions_can_be_chosen(string size)
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, []);
        await visit.Page.Locator("#file-input").SetInputFilesAsync(
            new FilePayload { Name = "one.wav", MimeType = "audio/wav", Buffer = Recordings.Spoken("one") });
        await Expect(visit.Captions).ToHaveTextAsync(["one"]);
        var before = await SizeAsync(visit);
        await visit.GoAsync("settings");
        await visit.Page.Locator($"input[name=captionSize][value={size}]").CheckAsync();
        await visit.GoAsync("captions");
        Assert.Equal(size is "huge", await SizeAsync(visit) > before);
        Assert.NotEqual(before, await SizeAsync(visit));
    }

    private static Task<float> SizeAsync(Visit visit) =>
        visit.Captions.First.EvaluateAsync<float>("caption => parseFloat(getComputedStyle(caption).fontSize)");
}
