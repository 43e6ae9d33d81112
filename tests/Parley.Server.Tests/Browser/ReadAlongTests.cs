using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>What is spoken, read along on another device and corrected where it stands.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ReadAlongTests(Playwright playwright, SharedPage shared)
{
    /// <summary>The engine has to hear the sentence to its end.</summary>
    private static readonly LocatorAssertionsToContainTextOptions Patient = new() { Timeout = 30_000 };

    [Fact]
    [Trait("speed", "slow")]
    public async Task Whoever_has_the_link_reads_along_and_is_told_when_it_is_over()
    {
        await using var visit = await Visit.OpenAsync(playwright, await shared.RealAddressAsync(), Microphone.Hearing(Recordings.Read("0930")));
        await Expect(visit.Page.Locator("#share")).ToBeDisabledAsync();
        await visit.Record.ClickAsync();
        await visit.Page.Locator("#share").ClickAsync();
        var link = visit.Page.GetByLabel("Link", new PageGetByLabelOptions { Exact = true });
        await Expect(link).ToBeVisibleAsync();
        var address = await link.InputValueAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.Locator("#share")).ToBeFocusedAsync();

        var reader = await visit.Page.Context.NewPageAsync();
        await reader.GotoAsync(address);
        await Expect(reader.Locator("#watch-state")).ToHaveTextAsync("Live");
        await Expect(reader.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);
        await Expect(reader.Locator("#watch-lines .stable").First).ToContainTextAsync("amiable", Patient);
        await visit.Page.BringToFrontAsync();
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Ready", 30);
        await Expect(reader.Locator("#watch-state")).ToHaveTextAsync("Ended", new LocatorAssertionsToHaveTextOptions { Timeout = 30_000 });
        await Expect(reader.Locator("#watch-lines .stable").First).ToContainTextAsync("amiable");
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_says_so()
    {
        var address = await shared.AddressAsync();
        await using var visit = await Visit.OpenAsync(playwright, address, []);
        await visit.Page.GotoAsync($"{address}#/watch/nothing");
        await Expect(visit.Page.GetByText("This link leads nowhere, or its session is over.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_line_can_be_corrected_where_it_stands_and_is_exported_so()
    {
        await using var visit = await Visit.OpenAsync(playwright, await shared.AddressAsync(), []);
        await visit.Page.Locator("#file-input").SetInputFilesAsync(
            new FilePayload { Name = "two.wav", MimeType = "audio/wav", Buffer = Recordings.Spoken("one two", "three") });
        await Expect(visit.Captions).ToHaveTextAsync(["one two", "three"]);
        var keyboard = visit.Page.Keyboard;

        await visit.Page.Locator("#captions").FocusAsync();
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("ArrowUp");
        await keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = "Correct this line" })).ToBeFocusedAsync();
        await keyboard.TypeAsync(" and a half");
        await keyboard.PressAsync("Escape");
        await Expect(visit.Captions).ToHaveTextAsync(["one two", "three"]);
        Assert.Equal("line-edit", await visit.FocusedAsync());

        await keyboard.PressAsync("Enter");
        await keyboard.TypeAsync(" and a half");
        await keyboard.PressAsync("Enter");
        await Expect(visit.Captions).ToHaveTextAsync(["one two and a half", "three"]);
        await Expect(visit.Page.GetByTitle("Recognised as: one two")).ToHaveTextAsync("corrected");
        var (_, text) = await visit.DownloadAsync("txt");
        Assert.StartsWith("one two and a half\n", text, StringComparison.Ordinal);
        Assert.Empty(visit.Faults);
    }
}
