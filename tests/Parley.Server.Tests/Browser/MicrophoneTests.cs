using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

[Collection(BrowserCollection.Name)]
public sealed class MicrophoneTests(Playwright playwright)
{
    private const string Busy =
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Could not start audio source', 'NotReadableError'))";

    private const string KeepTrack = """
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => {
          const stream = await open(wanted);
          globalThis.pullOut = () => stream.getAudioTracks()[0].dispatchEvent(new Event('ended'));
          return stream;
        };
        """;

    private const string Silent = """
        navigator.mediaDevices.getUserMedia = async () => new AudioContext().createMediaStreamDestination().stream;
        """;

    [Fact]
    public async Task A_user_who_says_no_is_told_where_to_allow_it()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Denied);
        await visit.Record.ClickAsync();
        await Expect(visit.Banner).ToContainTextAsync("The microphone is blocked for this page");
        await Expect(visit.Banner).ToContainTextAsync("site settings");
        await visit.SeesStateAsync("Ready");
    }

    [Fact]
    public async Task A_machine_without_a_microphone_is_told_so()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Absent);
        await visit.Record.ClickAsync();
        await Expect(visit.Banner).ToContainTextAsync("No microphone was found");
    }

    [Fact]
    public async Task An_insecure_address_is_told_from_a_forbidden_microphone()
    {
        await using var server = await PageServer.StartScriptedAsync(("Listen:AllowedHosts:0", "parley.test"));
        string[] elsewhere = [.. Microphone.Beeping, "--host-resolver-rules=MAP parley.test 127.0.0.1"];
        await using var visit = await Visit.OpenAsync(playwright, new Uri($"http://parley.test:{server.Port}/"), elsewhere);
        await visit.Record.ClickAsync();
        await Expect(visit.Banner).ToContainTextAsync("The microphone needs a secure address");
        await Expect(visit.Banner.GetByText("Try again")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_microphone_that_another_program_holds_can_be_tried_again()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping, script: Busy);
        await visit.Record.ClickAsync();
        await Expect(visit.Banner).ToContainTextAsync("The microphone cannot be opened");
        await visit.Page.EvaluateAsync("() => delete navigator.mediaDevices.getUserMedia");
        await visit.Banner.GetByText("Try again").ClickAsync();
        await visit.SeesStateAsync("Listening");
        await Expect(visit.Banner).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_microphone_pulled_out_while_listening_ends_the_session_in_order()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping, script: KeepTrack);
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Listening");
        await visit.Page.EvaluateAsync("() => pullOut()");
        await Expect(visit.Banner).ToContainTextAsync("The microphone was disconnected");
        await visit.SeesStateAsync("Ready");
    }

    [Fact]
    public async Task A_microphone_that_gives_nothing_at_all_is_noticed()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping, script: Silent);
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Listening");
        await Expect(visit.Banner).ToContainTextAsync(
            "Nothing comes from the microphone", new LocatorAssertionsToContainTextOptions { Timeout = 30_000 });
        await visit.Record.ClickAsync();
        await Expect(visit.Banner).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_level_moves_with_what_the_microphone_hears()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping);
        await Expect(visit.Page.GetByRole(AriaRole.Meter)).ToHaveAttributeAsync("aria-valuenow", "0");
        await visit.Record.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Meter)).Not.ToHaveAttributeAsync("aria-valuenow", "0");
    }
}
