using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Parley.Server.Support;
using Parley.Testing;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>Conversations of yesterday: found, read, heard, corrected, taken away, deleted.</summary>
[Collection(BrowserCollection.Name)]
public sealed class KeptConversationTests(Playwright playwright, SharedPage shared)
{
    private static readonly LocatorAssertionsToHaveTextOptions Patiently = new() { Timeout = 30_000 };

    [Fact]
    public async Task A_conversation_is_found_read_heard_corrected_taken_away_and_deleted_for_good()
    {
        using var http = new HttpClient { BaseAddress = await shared.KeepingAddressAsync() };
        var fox = await KeepAsync(http, "the quick brown fox");
        var hello = await KeepAsync(http, "hello world.");
        await using var visit = await Visit.OpenAsync(playwright, http.BaseAddress, [], script: Listening.Script);
        await visit.GoAsync("history");
        var titles = visit.Page.Locator(".entry-title");
        await Expect(titles).ToHaveTextAsync(["hello world.", "the quick brown fox"], Patiently);

        var search = visit.Page.GetByRole(AriaRole.Searchbox);
        await search.FillAsync("QUICK");
        await Expect(titles).ToHaveTextAsync(["the quick brown fox"], Patiently);
        await search.FillAsync("lazy");
        await Expect(visit.Page.GetByText("Nobody has said that.")).ToBeVisibleAsync();
        await search.FillAsync("");
        await Expect(titles).ToHaveCountAsync(2);

        await titles.Filter(new() { HasText = "fox" }).ClickAsync();
        var line = visit.Page.Locator(".kept-turn .turn-text");
        await Expect(line).ToHaveTextAsync(["the quick brown fox"], Patiently);
        await Expect(visit.Page.Locator("#history-one-title")).ToBeFocusedAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Play from 0:01" }).ClickAsync();
        await Listening.HearsAsync(visit, $"/api/conversations/{fox}/audio", beyond: 1.1);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Correct this line" }).ClickAsync();
        await visit.Page.Keyboard.PressAsync("Control+A");
        await visit.Page.Keyboard.TypeAsync("The quick, brown fox!");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByText("Before: the quick brown fox")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Correct this line" })).ToBeFocusedAsync();
        await Expect(titles.Nth(1)).ToHaveTextAsync("The quick, brown fox!");
        await visit.Page.ReloadAsync();
        await Expect(line).ToHaveTextAsync(["The quick, brown fox!"], Patiently);
        await Expect(visit.Page.GetByText("Before: the quick brown fox")).ToBeVisibleAsync();
        await Expect(titles.Nth(1)).ToHaveTextAsync("The quick, brown fox!");

        Assert.Equal("[00:00:01] User: The quick, brown fox!\n", await ExportAsync(visit, "TXT"));
        var whole = JsonSerializer.Deserialize<JsonElement>(await ExportAsync(visit, "JSON"));
        Assert.Equal("the quick brown fox", whole.GetProperty("said")[0].GetProperty("original").GetString());

        await DeleteAsync(visit, "Keep it");
        await Expect(line).ToHaveCountAsync(1);
        await DeleteAsync(visit, "Delete it");
        await Expect(titles).ToHaveTextAsync(["hello world."], Patiently);
        await Expect(visit.Page.Locator("#history-one")).ToBeHiddenAsync();
        await Expect(visit.Heading).ToBeFocusedAsync();
        using var gone = await http.GetAsync($"api/conversations/{fox}/audio", Patience.Token());
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(visit.Faults);
        using var last = await http.DeleteAsync($"api/conversations/{hello}", Patience.Token());
    }

    [Fact]
    public async Task A_full_disk_is_said_on_the_page_while_captions_go_on_and_so_is_that_there_is_room_again()
    {
        using var disk = SmallDisk.TryMount();
        Assert.SkipWhen(disk is null, "No file system may be mounted here.");
        await using var server = await PageServer.StartScriptedAsync(("History:Text", "Asked"), ("Storage:Folder", disk.Data));
        using var http = new HttpClient { BaseAddress = server.Address };
        await KeptConversation.ListedAsync(http, 0);
        await using var visit = await Visit.OpenAsync(
            playwright,
            server.Address,
            Microphone.Hearing(Recordings.Quiet()),
            script: Room.Script + "localStorage.setItem('parley.settings', JSON.stringify({ keepHistory: true }));");
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Listening", 30);
        await Expect(visit.Page.GetByText("What is said here is kept")).ToBeVisibleAsync();
        await Room.SayAsync(visit, Wav.Of(Spoken.Words("one two")));
        await visit.SeesAsync("one two", 30);
        await KeptConversation.ListedAsync(http, 1);
        await disk.ForgetSpareRoomAsync();

        disk.Fill();
        await Room.SayAsync(visit, Wav.Of(Spoken.Words("hello world.")));
        await visit.SeesAsync("hello world.", 30);
        await Expect(visit.Page.GetByText("What is said may not be kept now")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        disk.Free();
        await Expect(visit.Page.GetByText("What is said is kept again")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(visit.Page.GetByText("What is said may not be kept now")).ToBeHiddenAsync();
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Ready", 30);
        await visit.GoAsync("history");
        await visit.Page.Locator(".entry").ClickAsync();
        await Expect(visit.Page.Locator(".kept-turn .turn-text")).ToHaveTextAsync(["one two", "hello world."], Patiently);
        Assert.Empty(visit.Faults);
    }

    private static async Task<string> ExportAsync(Visit visit, string format)
    {
        var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = format, Exact = true });
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync());
    }

    private static async Task DeleteAsync(Visit visit, string answer)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = answer }).ClickAsync();
    }

    /// <summary>Says this after a second and a half, to be kept with its audio; gives the conversation's id when it is.</summary>
    private static async Task<string> KeepAsync(HttpClient http, string words)
    {
        using var begun = await http.PostAsJsonAsync("v1/sessions", new { history = new { text = true, audio = true } }, Patience.Token());
        var id = (await begun.Content.ReadFromJsonAsync<JsonElement>(Patience.Token())).GetProperty("session_id").GetString()!;
        using var audio = new ByteArrayContent(Spoken.S16Le(Spoken.Silence(1.5), Spoken.Words(words), Spoken.Silence(1)));
        using var sent = await http.PostAsync($"v1/sessions/{id}/audio", audio, Patience.Token());
        using var ended = await http.DeleteAsync($"v1/sessions/{id}", Patience.Token());
        await KeptConversation.EndedAsync(http, id);
        return id;
    }
}
