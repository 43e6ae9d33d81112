using System.Globalization;
using Microsoft.Playwright;
using Parley.Server.Evaluation;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>The microphone speaks in real time, so these take as long as the sentences.</summary>
[Collection(BrowserCollection.Name)]
[Trait("speed", "slow")]
public sealed class LiveCaptionTests(Playwright playwright, SharedPage shared)
{
    /// <summary>Notes everything that was shown, as it was shown.</summary>
    private const string Watch = """
        globalThis.shown = [];
        new MutationObserver(() => {
          const line = document.querySelector('.line');
          if (line) shown.push({ stable: line.querySelector('.stable').textContent, open: line.classList.contains('open') });
        }).observe(document, { childList: true, subtree: true, characterData: true });
        """;

    [Fact]
    public async Task Spoken_words_appear_while_they_are_spoken_and_settle_when_the_speaker_stops()
    {
        var server = await shared.RealAddressAsync();
        await using var visit = await Visit.OpenAsync(
            playwright, server, Microphone.Hearing(Recordings.Read("0880")), script: Watch);
        await visit.Record.ClickAsync();
        await Expect(visit.Page.Locator(".line.open .stable")).ToContainTextAsync("He was", Within(30));
        await Expect(visit.Page.Locator(".line:not(.open)")).ToHaveCountAsync(1, new LocatorAssertionsToHaveCountOptions { Timeout = 30_000 });
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Ready");

        AssertSays("he was not an ill disposed young man", await visit.Captions.First.TextContentAsync());
        var stable = await visit.Page.EvaluateAsync<string[]>("() => shown.map(({ stable }) => stable)");
        Assert.All(stable.Zip(stable.Skip(1)), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.True(stable.Distinct(StringComparer.Ordinal).Count() > 2, "The sentence appeared all at once.");
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task What_was_said_can_be_copied_and_downloaded_in_every_format()
    {
        var server = await shared.RealAddressAsync();
        await using var visit = await Visit.OpenAsync(
            playwright,
            server,
            Microphone.Hearing(Recordings.Read("0930")),
            new BrowserNewContextOptions { Locale = "en-US", Permissions = ["clipboard-read", "clipboard-write"] });
        await visit.Record.ClickAsync();
        await Expect(visit.Page.Locator(".line:not(.open)")).ToHaveCountAsync(1, new LocatorAssertionsToHaveCountOptions { Timeout = 30_000 });
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Ready");
        var said = await visit.Captions.First.TextContentAsync();
        AssertSays("he might even have been made amiable himself", said);

        await visit.Page.Locator("#copy").ClickAsync();
        await Expect(visit.Page.Locator("#copy")).ToHaveTextAsync("Copied");
        Assert.Equal($"{said}\n", await visit.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));

        var (name, text) = await visit.DownloadAsync("txt");
        Assert.Matches(@"^parley-\d{4}-\d\d-\d\d-\d{4}\.txt$", name);
        Assert.Equal($"{said}\n", text);

        var (_, srt) = await visit.DownloadAsync("srt");
        var lines = srt.Split('\n');
        Assert.Equal("1", lines[0]);
        var times = lines[1].Split(" --> ").Select(time => TimeSpan.ParseExact(time, @"hh\:mm\:ss\,fff", CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(times[1] - times[0], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(7));
        Assert.Equal(said, string.Join(' ', lines[2..].Where(line => line.Length > 0)));

        var (_, vtt) = await visit.DownloadAsync("vtt");
        Assert.StartsWith("WEBVTT\n\n00:00:", vtt, StringComparison.Ordinal);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Speech_is_shown_by_the_indicator_while_it_lasts()
    {
        var server = await shared.RealAddressAsync();
        await using var visit = await Visit.OpenAsync(playwright, server, Microphone.Hearing(Recordings.Read("0880")));
        await visit.SeesStateAsync("Ready");
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Hearing speech");
        await Expect(visit.Page.Locator("#page-captions .dock")).ToHaveAttributeAsync("data-signal", "hearing");
        await visit.SeesStateAsync("Listening");
    }

    [Fact]
    public async Task Screen_readers_hear_finals_and_never_partials()
    {
        var server = await shared.RealAddressAsync();
        await using var visit = await Visit.OpenAsync(playwright, server, Microphone.Hearing(Recordings.Read("0880")));
        var announcer = visit.Page.Locator("[aria-live=polite]");
        await visit.Record.ClickAsync();

        // Both in one look: a moment later the partial may be a final.
        await visit.Page.WaitForFunctionAsync("""
            () => document.querySelector('.line.open .line-text')?.textContent.includes('He was')
                && !document.querySelector('[aria-live=polite]').textContent.includes('He was')
            """);
        await Expect(announcer).ToContainTextAsync("young man", Within(30));
    }

    private static LocatorAssertionsToContainTextOptions Within(int seconds) => new() { Timeout = seconds * 1000 };

    /// <summary>What is recognised hangs a little on when the microphone began; two words may differ.</summary>
    private static void AssertSays(string expected, string? text)
    {
        var difference = ErrorRate.Compare(expected.Split(' '), TextNormaliser.Normalise(text ?? "", "en"));
        Assert.True(difference.Errors <= 2, $"'{text}' is not '{expected}'.");
    }
}
