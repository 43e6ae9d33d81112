using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using Parley.Testing;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

/// <summary>Talking with the assistant: what is said, what is heard of the reply, and what stops it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TalkTests(Playwright playwright, SharedPage shared)
{
    /// <summary>Counts the messages with any sound in them since the last flush.</summary>
    private const string Sent = """
        globalThis.spoken = 0;
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (data) {
          if (typeof data === 'string') globalThis.spoken = data.includes('audio.flush') ? 0 : spoken;
          else if (new Int16Array(data).some((sample) => sample !== 0)) globalThis.spoken++;
          return send.call(this, data);
        };
        """;

    private static readonly PageWaitForFunctionOptions Soon = new() { PollingInterval = 20, Timeout = 60_000 };

    [Fact]
    [Trait("speed", "slow")]
    public async Task What_is_said_is_answered_aloud_and_speaking_stops_the_answer()
    {
        await using var visit = await OpenAsync(await shared.RealAddressAsync(), Microphone.Hearing(Recordings.Read("0930")), Room.Script);
        await Toggle(visit).ClickAsync();
        await Expect(visit.Page.Locator(".turn.user .turn-text").First).ToContainTextAsync("amiable", Within(30));
        await Expect(visit.Page.Locator(".turn.assistant .turn-text").First).ToContainTextAsync("I heard you say", Within(30));
        await Expect(visit.Page.Locator(".turn.assistant .turn-name").First).ToContainTextAsync("scripted");
        await visit.Page.WaitForFunctionAsync("() => loudness() > 0.02", null, Soon);

        await WriteAsync(visit, "Tell me a story.");
        var story = visit.Page.Locator(".turn.assistant").Nth(1);
        await Expect(story.Locator(".said")).ToContainTextAsync("small server", Within(30));
        await Expect(State(visit)).ToHaveTextAsync("Speaking", Exactly(30));
        await visit.Page.WaitForFunctionAsync("() => loudness() > 0.02", null, Soon);
        await Room.SayAsync(visit, await File.ReadAllBytesAsync(Recordings.Read("0880"), TestContext.Current.CancellationToken));
        await Expect(story.Locator(".turn-note")).ToHaveTextAsync("Interrupted", Exactly(30));
        await visit.Page.WaitForFunctionAsync("() => loudness() === 0", null, Soon);
        await Expect(story.Locator(".unheard")).ToContainTextAsync("they talked with each other");

        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "End the conversation" }).ClickAsync();
        await Expect(State(visit)).ToHaveTextAsync("Ready", Exactly(30));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_written_turn_needs_no_microphone_and_a_button_stops_the_reply()
    {
        await using var visit = await OpenAsync(await shared.AddressAsync(), Microphone.Denied, Room.Script);
        await Toggle(visit).ClickAsync();
        await Expect(visit.Banner).ToContainTextAsync("The microphone is blocked for this page");
        await Expect(State(visit)).ToHaveTextAsync("Ready");

        await WriteAsync(visit, "Tell me a story.");
        await Expect(visit.Page.Locator(".turn.user")).ToHaveTextAsync("Tell me a story.");
        await visit.Page.WaitForFunctionAsync("() => loudness() > 0.02", null, Soon);
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Stop the reply" }).ClickAsync();
        await Expect(visit.Page.Locator(".turn-note")).ToHaveTextAsync("Stopped");
        await visit.Page.WaitForFunctionAsync("() => loudness() === 0", null, Soon);
        await Expect(State(visit)).ToHaveTextAsync("In writing");
        await Expect(visit.Page.Locator("#talk-scripted")).ToContainTextAsync("It is no intelligence.");
    }

    [Fact]
    public async Task A_page_loaded_anew_goes_on_with_the_conversation_and_with_what_was_being_said()
    {
        await using var visit = await OpenAsync(await shared.AddressAsync(), Microphone.Hearing(Recordings.Quiet()), Room.Script);
        visit.Page.Dialog += (_, leaving) => _ = leaving.AcceptAsync();
        var sent = new List<string>();
        visit.Page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) => sent.Add(frame.Text ?? "");
        await Toggle(visit).ClickAsync();
        await Expect(State(visit)).ToHaveTextAsync("Listening", Exactly(30));
        await WriteAsync(visit, "Tell me a story.");
        await visit.Page.WaitForFunctionAsync("() => loudness() > 0.02", null, Soon);

        await visit.Page.ReloadAsync();

        await Expect(visit.Page.Locator(".turn.user")).ToHaveTextAsync(["Tell me a story."], Exactly(30));
        await Expect(visit.Page.Locator(".turn.assistant .said")).ToContainTextAsync("small server", Within(30));
        await visit.Page.WaitForFunctionAsync("() => loudness() > 0.02", null, Soon);
        await Room.SayAsync(visit, Wav.Of(Spoken.Words("hello world.")));
        await Expect(visit.Page.Locator(".turn.user").Nth(1)).ToHaveTextAsync("hello world.", Exactly(30));
        await Expect(visit.Page.Locator(".turn.assistant")).ToHaveCountAsync(2, new LocatorAssertionsToHaveCountOptions { Timeout = 30_000 });
        Assert.Single(sent, text => text.Contains("session.start", StringComparison.Ordinal));
        Assert.Single(sent, text => text.Contains("session.resume", StringComparison.Ordinal));
        await Toggle(visit).ClickAsync();
        await Expect(State(visit)).ToHaveTextAsync("Ready", Exactly(30));
        await visit.Page.ReloadAsync();
        await Expect(State(visit)).ToHaveTextAsync("Ready", Exactly(30));
        await Expect(visit.Banner).ToHaveCountAsync(0);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Whoever_holds_the_button_is_heard_and_nobody_else()
    {
        await using var visit = await OpenAsync(await shared.AddressAsync(), Microphone.Beeping, Sent);
        await visit.Page.GetByLabel("Push to talk").CheckAsync();
        await Toggle(visit).FocusAsync();
        await visit.Page.Keyboard.DownAsync("Space");
        await Expect(State(visit)).ToHaveTextAsync("Hearing you");
        await visit.Page.WaitForFunctionAsync("() => spoken > 10", null, Soon);
        await visit.Page.Keyboard.UpAsync("Space");
        await Expect(State(visit)).ToHaveTextAsync("Listening");
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "End", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("#talk-state")).ToHaveTextAsync("Hold to talk");
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("() => spoken"));
    }

    [Fact]
    public async Task A_model_that_is_down_is_said_to_be_and_the_conversation_goes_on()
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var server = await PageServer.StartScriptedAsync(
            ("Assistants:Default", "away"),
            ("Assistants:Catalog:away:Kind", "OpenAi"),
            ("Assistants:Catalog:away:BaseUrl", $"http://127.0.0.1:{((IPEndPoint)nobody.LocalEndPoint!).Port}/v1"),
            ("Assistants:Catalog:away:Model", "none"));
        await using var visit = await OpenAsync(server.Address, Microphone.Beeping, Room.Script);
        await WriteAsync(visit, "Hello?");
        await Expect(visit.Banner).ToContainTextAsync("The assistant does not answer", Within(30));
        await Expect(visit.Page.Locator(".turn.assistant .turn-note")).ToHaveTextAsync("The assistant could not answer", Exactly(30));
        await Expect(visit.Page.Locator(".turn.assistant .tag")).ToBeHiddenAsync();
        await Expect(State(visit)).ToHaveTextAsync("In writing", Exactly(30));
        await WriteAsync(visit, "Still there?");
        await Expect(visit.Page.Locator(".turn.assistant")).ToHaveCountAsync(2, new LocatorAssertionsToHaveCountOptions { Timeout = 30_000 });
    }

    private static ILocator Toggle(Visit visit) => visit.Page.Locator("#talk-toggle");

    private static ILocator State(Visit visit) => visit.Page.Locator("#talk-state");

    private static LocatorAssertionsToContainTextOptions Within(int seconds) => new() { Timeout = seconds * 1000 };

    private static LocatorAssertionsToHaveTextOptions Exactly(int seconds) => new() { Timeout = seconds * 1000 };

    private static async Task WriteAsync(Visit visit, string text)
    {
        await visit.Page.Locator("#talk-text").FillAsync(text);
        await visit.Page.Keyboard.PressAsync("Enter");
    }

    private async Task<Visit> OpenAsync(Uri address, string[] microphone, string script)
    {
        var visit = await Visit.OpenAsync(playwright, address, microphone, script: script);
        await visit.GoAsync("talk");
        await Expect(visit.Page.Locator("#talk-assistant option")).Not.ToHaveCountAsync(0, new LocatorAssertionsToHaveCountOptions { Timeout = 30_000 });
        return visit;
    }
}
