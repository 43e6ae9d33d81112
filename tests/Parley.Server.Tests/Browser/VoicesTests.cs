using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.Testing;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>Voices that people recorded: made, measured, heard, talked with, deleted.</summary>
[Collection(BrowserCollection.Name)]
public sealed class VoicesTests(Playwright playwright, SharedPage shared)
{
    private const string Note = Room.Script + Listening.Script;

    private static readonly LocatorAssertionsToHaveTextOptions Patiently = new() { Timeout = 30_000 };

    private static readonly byte[] Voice = Wav.Of(VoiceRecording.Of(3.6));

    [Fact]
    public async Task A_voice_is_recorded_measured_heard_talked_with_and_deleted()
    {
        await using var visit = await OpenAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Record", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("#voice-time")).ToHaveTextAsync("0:00", Patiently);
        await Room.SayAsync(visit, Voice);
        await Expect(visit.Page.Locator("#voice-time")).ToHaveTextAsync(Seconds(5), Patiently);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("#voice-heard")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByLabel("Name of the voice")).ToBeFocusedAsync();

        // The upload waits until somebody has seen how far it is.
        var seen = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/api/voice-profile", async route =>
        {
            await seen.Task;
            await route.ContinueAsync();
        });
        await visit.Page.Keyboard.TypeAsync("Anna");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save the voice" })).ToBeDisabledAsync();
        seen.SetResult();
        var anna = Profile(visit, "Anna");
        await Expect(anna).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(visit.Page.GetByRole(AriaRole.Progressbar)).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#voice-heard")).ToBeHiddenAsync();
        var report = anna.GetByLabel("Quality of the recording");
        await Expect(report.Locator("dt")).ToHaveTextAsync(["Speech", "Loudness", "Above the noise", "Clipped"]);
        await Expect(report.Locator("dd").First).ToHaveTextAsync(new Regex(@"^3\.\d s \*$", RegexOptions.None, TimeSpan.FromSeconds(1)));

        await anna.GetByRole(AriaRole.Button, new() { Name = "Hear the recording" }).ClickAsync();
        await Listening.HearsAsync(visit, "/sample");
        await anna.GetByRole(AriaRole.Button, new() { Name = "Let it speak" }).ClickAsync();
        await Listening.HearsAsync(visit, "/preview?text=Hello%2C+I+am+Anna");

        var asked = visit.Page.WaitForWebSocketAsync();
        await anna.GetByRole(AriaRole.Button, new() { Name = "Talk with it" }).ClickAsync();
        await Expect(visit.Page.Locator("#talk-voice option:checked")).ToHaveTextAsync("Anna", Patiently);
        await visit.Page.Locator("#talk-text").FillAsync("Hello?");
        await visit.Page.Keyboard.PressAsync("Enter");
        await asked;
        await Expect(visit.Banner).ToContainTextAsync("The nearest voice speaks", new() { Timeout = 30_000 });

        await visit.GoAsync("voices");
        await Expect(anna.Locator(".tag")).ToHaveTextAsync("in use");
        await DeleteAsync(anna, "Keep it");
        await Expect(anna).ToBeVisibleAsync();
        await DeleteAsync(anna, "Delete the voice");
        await Expect(anna).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Recorded voices" })).ToBeFocusedAsync();
        await visit.GoAsync("talk");
        await Expect(visit.Page.Locator("#talk-voice option:checked")).ToHaveTextAsync("Fits the language", Patiently);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_file_that_will_not_do_is_refused_with_what_the_server_says_and_another_can_be_chosen()
    {
        await using var visit = await OpenAsync();
        await ChooseAsync(visit, "letter.wav", Encoding.UTF8.GetBytes(new string('x', 5000)));
        await visit.Page.GetByLabel("Name of the voice").FillAsync("Bob");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Banner).ToContainTextAsync("This kind of file is not supported", new() { Timeout = 30_000 });

        await ChooseAsync(visit, "short.wav", Wav.Of(VoiceRecording.Of(1)));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Banner).ToContainTextAsync("This recording will not do", new() { Timeout = 30_000 });
        await Expect(visit.Banner).ToContainTextAsync("at least 3 s are needed");

        await ChooseAsync(visit, "good.wav", Voice);
        await Expect(visit.Page.GetByLabel("Name of the voice")).ToHaveValueAsync("Bob");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(Profile(visit, "Bob")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(visit.Banner).ToHaveCountAsync(0);
        await DeleteAsync(Profile(visit, "Bob"), "Delete the voice");
        await Expect(Profile(visit, "Bob")).ToHaveCountAsync(0);
    }

    private static ILocator Profile(Visit visit, string name) => visit.Page.Locator(".voice").Filter(new() { HasText = name });

    private static Task ChooseAsync(Visit visit, string name, byte[] content) =>
        visit.Page.Locator("#voice-file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "audio/wav", Buffer = content });

    private static async Task DeleteAsync(ILocator profile, string answer)
    {
        await profile.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await profile.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = answer }).ClickAsync();
        await Expect(profile.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
    }

    /// <summary>So many seconds, or some more.</summary>
    private static Regex Seconds(int least) => new($"^0:(0[{least}-9]|[1-5][0-9])$", RegexOptions.None, TimeSpan.FromSeconds(1));

    private async Task<Visit> OpenAsync()
    {
        var visit = await Visit.OpenAsync(playwright, await shared.KeepingAddressAsync(), Microphone.Hearing(Recordings.Quiet()), script: Note);
        await visit.GoAsync("voices");
        return visit;
    }
}
