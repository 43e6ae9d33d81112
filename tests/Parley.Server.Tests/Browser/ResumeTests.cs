using System.Text.RegularExpressions;
using Parley.Server.Evaluation;
using Parley.Testing.Faults;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>What becomes of captions when the connection breaks or the page is loaded anew.</summary>
[Collection(BrowserCollection.Name)]
[Trait("speed", "slow")]
public sealed class ResumeTests(Playwright playwright, SharedPage shared)
{
    [Fact]
    public async Task A_connection_cut_in_the_middle_of_a_sentence_costs_no_word_and_repeats_none()
    {
        var server = await shared.RealAddressAsync();
        await using var proxy = FaultProxy.To(server.Port);
        await using var visit = await Visit.OpenAsync(
            playwright, new Uri($"http://localhost:{proxy.Port}/"), Microphone.Hearing(Recordings.Read("0880")));
        var resumed = 0;
        visit.Page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) =>
            resumed += frame.Text?.Contains("session.resume", StringComparison.Ordinal) is true ? 1 : 0;
        await visit.Record.ClickAsync();
        await Expect(visit.Page.Locator(".line.open .stable")).ToContainTextAsync("He was", new() { Timeout = 30_000 });

        proxy.Cut();

        await Expect(visit.Page.Locator(".line:not(.open)")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Ready", 30);
        await Expect(visit.Lines).ToHaveCountAsync(1);
        var said = await visit.Captions.First.TextContentAsync();
        var difference = ErrorRate.Compare(
            "he was not an ill disposed young man".Split(' '), TextNormaliser.Normalise(said ?? "", "en"));
        Assert.True(difference.Errors <= 2, $"'{said}' is not what was said.");
        await Expect(visit.Banner).ToHaveCountAsync(0);
        Assert.Equal(1, resumed);
    }

    [Fact]
    public async Task A_page_loaded_anew_shows_what_was_said_and_goes_on_listening()
    {
        var server = await shared.RealAddressAsync();
        await using var visit = await Visit.OpenAsync(playwright, server, Microphone.Hearing(Recordings.Read("0880")));
        visit.Page.Dialog += (_, leaving) => _ = leaving.AcceptAsync();
        await visit.Record.ClickAsync();
        await Expect(visit.Page.Locator(".line:not(.open)")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        var said = await visit.Captions.First.TextContentAsync();

        await visit.Page.ReloadAsync();

        await Expect(visit.Page.Locator(".line:not(.open) .line-text").First).ToHaveTextAsync(said!, new() { Timeout = 30_000 });
        await Expect(visit.State).ToHaveTextAsync(new Regex("Listening|Hearing speech", RegexOptions.None, TimeSpan.FromSeconds(1)), new() { Timeout = 30_000 });
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Ready", 30);
    }
}
