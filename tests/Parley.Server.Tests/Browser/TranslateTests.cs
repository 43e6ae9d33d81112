using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>What is spoken, read in another language while it is spoken.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TranslateTests(Playwright playwright, SharedPage shared)
{
    private static readonly Regex Something = new(@"\S", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>The engine has to hear the sentence to its end.</summary>
    private static readonly LocatorAssertionsToContainTextOptions Patient = new() { Timeout = 30_000 };

    [Fact]
    [Trait("speed", "slow")]
    public async Task What_is_spoken_stands_beside_its_translation_and_below_it_as_subtitles()
    {
        await using var visit = await Visit.OpenAsync(playwright, await shared.RealAddressAsync(), Microphone.Hearing(Recordings.Read("0930")));
        await visit.GoAsync("translate");
        var heads = visit.Page.Locator(".sub-head.target");
        await Expect(heads).Not.ToHaveCountAsync(0);
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new Regex("^Remove ", RegexOptions.None, TimeSpan.FromSeconds(1)) }).ClickAsync();
        await Expect(heads).ToHaveCountAsync(0);
        await visit.Page.Locator("#translate-toggle").ClickAsync();
        await Expect(visit.Banner).ToContainTextAsync("Choose a language first");
        await visit.Page.Locator("#translate-add").SelectOptionAsync("es");
        await Expect(heads).ToHaveTextAsync(["Spanish×"]);

        await visit.Page.Locator("#translate-toggle").ClickAsync();
        var source = visit.Page.Locator(".cell.source");
        var spanish = visit.Page.Locator(".cell[lang=es]:not(.open)");
        await Expect(source.First).ToContainTextAsync("amiable", Patient);
        await Expect(spanish.First).ToContainTextAsync(Something, Patient);
        Assert.True(await LeftOf(source) < await LeftOf(spanish));

        await visit.Page.GetByLabel("Subtitles", new PageGetByLabelOptions { Exact = true }).And(visit.Page.Locator("input")).CheckAsync();
        await Expect(source.First).ToContainTextAsync("amiable");
        await Expect(spanish.First).ToContainTextAsync(Something);
        Assert.True(await TopOf(spanish) < await TopOf(source));
        await visit.Page.Locator("#translate-toggle").ClickAsync();
        await Expect(visit.Page.Locator("#translate-state")).ToHaveTextAsync("Ready", new LocatorAssertionsToHaveTextOptions { Timeout = 30_000 });
        Assert.Empty(visit.Faults);
    }

    private static Task<float> LeftOf(ILocator cell) => cell.First.EvaluateAsync<float>("cell => cell.getBoundingClientRect().left");

    private static Task<float> TopOf(ILocator cell) => cell.First.EvaluateAsync<float>("cell => cell.getBoundingClientRect().top");
}
