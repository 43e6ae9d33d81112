using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.Testing;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>What is spoken, read in another language while it is spoken.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TranslateTests(Playwright playwright, SharedPage shared)
{
    private static readonly Regex Something = new(@"\S", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>The engine has to hear the sentence to its end.</summary>
    private static readonly LocatorAssertionsToContainTextOptions Patient = new() { Timeout = 30_000 };

    private static readonly LocatorAssertionsToHaveTextOptions Patiently = new() { Timeout = 60_000 };

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

    [Fact]
    public async Task Languages_are_changed_while_somebody_speaks_and_nothing_of_it_is_lost()
    {
        await using var visit = await Visit.OpenAsync(playwright, await shared.AddressAsync(), Microphone.Hearing(Recordings.Quiet()), script: Room.Script);
        var sent = new List<string>();
        visit.Page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) => sent.Add(frame.Text ?? "");
        await visit.GoAsync("translate");
        await visit.Page.Locator("#translate-toggle").ClickAsync();
        await Expect(visit.Page.Locator("#translate-state")).ToHaveTextAsync("Listening", Patiently);
        await Room.SayAsync(visit, Wav.Of(Spoken.Silence(0.5), Spoken.Words("hello world.")));
        var source = visit.Page.Locator(".cell.source:not(.open)");
        await Expect(source).ToHaveTextAsync(["hello world."], new LocatorAssertionsToHaveTextOptions { Timeout = 30_000 });
        await Expect(visit.Page.Locator(".cell[lang=es]:not(.open)")).ToContainTextAsync(Something, Patient);

        await Room.SayAsync(visit, Wav.Of(Spoken.Silence(0.1), Spoken.Words("the quick brown fox jumps over the lazy dog.")));
        await Expect(visit.Page.Locator(".cell.source.open")).ToContainTextAsync("the quick", Patient);
        await visit.Page.Locator("#translate-language").SelectOptionAsync("zh");
        await visit.Page.Locator("#translate-add").SelectOptionAsync("ja");
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Remove English" }).ClickAsync();
        await Expect(source.Nth(1)).ToHaveTextAsync("the quick brown fox jumps over the lazy dog.", Patiently);
        await Expect(visit.Page.Locator(".sub-head")).ToHaveTextAsync(["Chinese", "Japanese×"]);

        await Room.SayAsync(visit, Wav.Of(Spoken.Silence(0.1), Spoken.Words("早安 世界。")));
        await Expect(source.Nth(2)).ToHaveTextAsync("早安 世界。", Patiently);
        await Expect(source.Nth(2)).ToHaveAttributeAsync("lang", "zh");
        await Expect(visit.Page.Locator(".sub").Nth(2).Locator(".cell[lang=ja]:not(.open)")).ToContainTextAsync(Something, Patient);
        await visit.Page.Locator("#translate-toggle").ClickAsync();
        await Expect(visit.Page.Locator("#translate-state")).ToHaveTextAsync("Ready", Patiently);
        await Expect(visit.Banner).ToHaveCountAsync(0);
        Assert.Single(sent, text => text.Contains("session.start", StringComparison.Ordinal));
        Assert.Equal(3, sent.Count(text => text.Contains("session.update", StringComparison.Ordinal)));
        Assert.Empty(visit.Faults);
    }

    private static Task<float> LeftOf(ILocator cell) => cell.First.EvaluateAsync<float>("cell => cell.getBoundingClientRect().left");

    private static Task<float> TopOf(ILocator cell) => cell.First.EvaluateAsync<float>("cell => cell.getBoundingClientRect().top");
}
