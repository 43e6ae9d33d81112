using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

[Collection(BrowserCollection.Name)]
public sealed class FileTests(Playwright playwright)
{
    private const string Drop = """
        ([name, base64, over]) => {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([bytes], name));
          for (const type of over ? ['dragenter', 'dragover'] : ['drop']) {
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
          }
        }
        """;

    private static readonly byte[] Greeting = Recordings.Spoken("hello world.", "the quick brown fox");

    [Fact]
    public async Task A_file_dropped_anywhere_on_the_page_becomes_text_with_times()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, []);
        await DropAsync(visit, "greeting.wav", Greeting, over: true);
        await Expect(visit.Page.GetByText("Drop to transcribe")).ToBeVisibleAsync();
        await DropAsync(visit, "greeting.wav", Greeting);
        await Expect(visit.Page.GetByText("Drop to transcribe")).ToBeHiddenAsync();
        await Expect(visit.Captions).ToHaveTextAsync(["hello world.", "the quick brown fox"]);
        await Expect(visit.Page.Locator("#file-phase")).ToContainTextAsync("Done");

        var (name, srt) = await visit.DownloadAsync("srt");
        Assert.Equal("greeting.srt", name);
        Assert.Contains(" --> ", srt, StringComparison.Ordinal);
        Assert.Contains("\nthe quick brown fox\n", srt, StringComparison.Ordinal);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Several_files_are_transcribed_one_after_another_and_kept_apart()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, []);
        await ChooseAsync(visit, ("one.wav", Recordings.Spoken("one")), ("two.wav", Recordings.Spoken("two")), ("three.wav", Recordings.Spoken("three")));
        await Expect(visit.Captions).ToHaveTextAsync(["one"]);
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "three.wav", Exact = true }).ClickAsync();
        await Expect(visit.Captions).ToHaveTextAsync(["three"]);
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Remove three.wav" }).ClickAsync();
        await Expect(visit.Captions).ToHaveTextAsync(["two"]);
        await visit.Banner.GetByText("Undo").ClickAsync();
        await Expect(visit.Captions).ToHaveTextAsync(["three"]);
    }

    [Fact]
    public async Task A_file_that_is_not_audio_is_refused_with_a_reason_and_the_others_go_on()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, []);
        await ChooseAsync(visit, ("letter.wav", Encoding.UTF8.GetBytes(new string('x', 5000))), ("one.wav", Recordings.Spoken("one")));
        await Expect(visit.Banner).ToContainTextAsync("letter.wav: This kind of file is not supported");
        await Expect(visit.Page.Locator("#file-phase")).ToHaveTextAsync("Failed");
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "one.wav", Exact = true }).ClickAsync();
        await Expect(visit.Captions).ToHaveTextAsync(["one"]);
    }

    [Fact]
    public async Task A_file_over_the_servers_limit_is_said_to_be_too_large()
    {
        await using var server = await PageServer.StartScriptedAsync(("Limits:MaxUploadBytes", "20000"));
        await using var visit = await Visit.OpenAsync(playwright, server.Address, []);
        await ChooseAsync(visit, ("long.wav", Greeting));
        await Expect(visit.Banner).ToContainTextAsync("long.wav: This file is too large");
    }

    [Fact]
    public async Task A_recording_without_speech_says_that_none_was_found()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, []);
        await ChooseAsync(visit, ("silence.wav", Recordings.Spoken()));
        await Expect(visit.Page.GetByText("No speech was found in this recording.")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#download")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task A_long_transcript_keeps_the_page_small_and_can_be_read_from_the_beginning()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, []);
        const int Sentences = 420;
        await ChooseAsync(visit, ("long.wav", Recordings.Spoken([.. Enumerable.Repeat("one two", Sentences)])));
        await Expect(visit.Page.Locator("#file-phase")).ToContainTextAsync("Done", new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });
        Assert.InRange(await visit.Lines.CountAsync(), 100, 300);

        // It follows the end until somebody scrolls up.
        await Expect(visit.Page.Locator("#jump")).ToBeHiddenAsync();
        await Expect(visit.Lines.Last).ToBeInViewportAsync();
        while (await visit.Page.Locator("#earlier").IsVisibleAsync())
        {
            await visit.Page.Locator("#captions").EvaluateAsync("captions => { captions.scrollTop = 0; }");
            await visit.Page.Locator("#earlier").EvaluateAsync("earlier => earlier.click()");
            Assert.InRange(await visit.Lines.CountAsync(), 100, 300);
        }

        await Expect(visit.Page.Locator(".line-time").First).ToHaveTextAsync("0:00");
        await visit.Page.Locator("#jump").ClickAsync();
        await Expect(visit.Lines.Last).ToBeInViewportAsync();
        var (_, text) = await visit.DownloadAsync("txt");
        Assert.Equal(Sentences, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static async Task DropAsync(Visit visit, string name, byte[] content, bool over = false) =>
        await visit.Page.EvaluateAsync(Drop, new object[] { name, Convert.ToBase64String(content), over });

    private static Task ChooseAsync(Visit visit, params IEnumerable<(string Name, byte[] Content)> files) =>
        visit.Page.Locator("#file-input").SetInputFilesAsync(
            files.Select(file => new FilePayload { Name = file.Name, MimeType = "audio/wav", Buffer = file.Content }));
}
