using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>From page to page: by pointer, by touch, by keyboard, by address.</summary>
[Collection(BrowserCollection.Name)]
public sealed class NavigationTests(Playwright playwright, SharedPage shared)
{
    private static readonly BrowserNewContextOptions Phone = new()
    {
        Locale = "en-US",
        ViewportSize = new ViewportSize { Width = 390, Height = 844 },
        HasTouch = true,
        IsMobile = true,
    };

    [Fact]
    public async Task Every_page_has_an_address_that_survives_a_reload()
    {
        await using var visit = await Visit.OpenAsync(playwright, await shared.AddressAsync(), []);
        foreach (var page in Visit.Navigated)
        {
            await visit.GoAsync(page);
            await visit.Page.ReloadAsync();
            await Expect(visit.Page.Locator(".page:visible")).ToHaveCountAsync(1);
            await Expect(visit.Page.Locator($"#page-{page}")).ToBeVisibleAsync();
            var heading = await visit.Heading.TextContentAsync();
            await Expect(visit.Page).ToHaveTitleAsync($"{heading} – Parley");
            await Expect(visit.Page.Locator("[aria-current=page]")).ToHaveAttributeAsync("data-page", page);
        }

        await visit.Page.EvaluateAsync("() => { location.hash = '#/nowhere'; }");
        await Expect(visit.Heading).ToHaveTextAsync("Captions");
        await visit.Page.GoBackAsync();
        await Expect(visit.Heading).ToHaveTextAsync("Settings");
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task On_a_phone_a_button_opens_the_list_of_pages_and_nothing_leaves_the_screen()
    {
        await using var visit = await Visit.OpenAsync(playwright, await shared.AddressAsync(), [], Phone);
        var menu = visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Menu", Exact = true });
        var links = visit.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Pages" });
        foreach (var page in Visit.Navigated.Reverse())
        {
            await Expect(links).ToBeHiddenAsync();
            await menu.TapAsync();
            await Expect(menu).ToHaveAttributeAsync("aria-expanded", "true");
            await links.Locator($"[data-page={page}]").TapAsync();
            await Expect(visit.Page.Locator($"#page-{page}")).ToBeVisibleAsync();
            await Expect(menu).ToHaveAttributeAsync("aria-expanded", "false");
            Assert.Equal(390, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
            foreach (var button in await visit.Page.Locator("main button:visible, main select:visible").AllAsync())
            {
                var box = (await button.BoundingBoxAsync())!;
                var name = await button.EvaluateAsync<string>("button => button.id || button.outerHTML");
                Assert.True(box is { Width: >= 36, Height: >= 36 }, $"{name} of {page} is {box.Width} × {box.Height}");
                Assert.True(box.X >= 0 && box.X + box.Width <= 390, $"{name} of {page} leaves the screen");
            }
        }

        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task The_list_of_pages_on_a_phone_can_be_used_and_left_by_keyboard()
    {
        await using var visit = await Visit.OpenAsync(playwright, await shared.AddressAsync(), [], Phone);
        var keyboard = visit.Page.Keyboard;
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Tab");
        Assert.Equal("open-menu", await visit.FocusedAsync());
        await keyboard.PressAsync("Enter");
        Assert.Equal("captions", await visit.FocusedAsync());
        await keyboard.PressAsync("Escape");
        Assert.Equal("open-menu", await visit.FocusedAsync());
        await keyboard.PressAsync("Tab");
        Assert.Equal("model", await visit.FocusedAsync());
        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("Enter");
        foreach (var _ in Visit.Navigated.Skip(1))
        {
            await keyboard.PressAsync("Tab");
        }

        await keyboard.PressAsync("Enter");
        await Expect(visit.Heading).ToHaveTextAsync("Settings");
        await Expect(visit.Heading).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_first_key_skips_the_list_of_pages()
    {
        await using var visit = await Visit.OpenAsync(playwright, await shared.AddressAsync(), []);
        await visit.GoAsync("settings");
        await visit.Page.ReloadAsync();
        await Expect(visit.Heading).ToHaveTextAsync("Settings");
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("skip", await visit.FocusedAsync());
        await Expect(visit.Page.Locator("#skip")).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await visit.FocusedAsync());
        await Expect(visit.Heading).ToHaveTextAsync("Settings");
    }

    [Fact]
    public async Task Settings_show_the_devices_and_what_the_server_works_with_and_are_remembered()
    {
        await using var visit = await Visit.OpenAsync(playwright, await shared.AddressAsync(), Microphone.Beeping);
        await visit.GoAsync("settings");
        await Expect(visit.Page.Locator("#server-facts")).ToContainTextAsync("scripted");
        var devices = visit.Page.Locator("#input-device");
        await Expect(devices.Locator("option").Nth(1)).ToContainTextAsync("Fake");
        await devices.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        var chosen = await devices.InputValueAsync();
        await visit.Page.Locator("input[name=uiLanguage][value=zh-TW]").CheckAsync();
        await Expect(visit.Heading).ToHaveTextAsync("設定");
        await visit.Page.ReloadAsync();
        await Expect(visit.Heading).ToHaveTextAsync("設定");
        await Expect(devices).ToHaveValueAsync(chosen);
        Assert.Empty(visit.Faults);
    }
}
