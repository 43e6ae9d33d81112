using System.Net.WebSockets;
using System.Text;
using Microsoft.Playwright;
using Parley.Testing.Faults;
using static Microsoft.Playwright.Assertions;

namespace Parley.Server.Browser;

[Collection(BrowserCollection.Name)]
public sealed class ConnectionTests(Playwright playwright)
{
    [Fact]
    public async Task A_full_server_says_when_to_come_back_and_then_serves()
    {
        await using var server = await PageServer.StartScriptedAsync(("Limits:MaxSessions", "1"), ("Limits:RetryAfterMs", "2000"));
        using var other = await OccupyAsync(server);
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping);
        await visit.Record.ClickAsync();
        await Expect(visit.Banner).ToContainTextAsync("The server is busy");
        await Expect(visit.Banner.GetByRole(AriaRole.Button).First).ToBeDisabledAsync();
        await visit.SeesStateAsync("Ready");

        await other.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await visit.Banner.GetByText("Try again", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await visit.SeesStateAsync("Listening");
    }

    [Fact]
    public async Task A_server_that_goes_away_and_comes_back_is_found_again()
    {
        // At one address for the page, wherever the server is: a port that is given back may be somebody else's a moment later.
        var server = await PageServer.StartScriptedAsync();
        await using var proxy = FaultProxy.To(server.Port);
        await using var visit = await Visit.OpenAsync(playwright, new Uri($"http://localhost:{proxy.Port}/"), Microphone.Beeping);
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Listening");
        await server.DisposeAsync();
        await visit.SeesStateAsync("Connection lost, reconnecting…");
        await using var again = await PageServer.StartScriptedAsync();
        proxy.LeadTo(again.Port);
        await visit.SeesStateAsync("Listening");
        await visit.Record.ClickAsync();
        await visit.SeesStateAsync("Ready");
        await Expect(visit.Banner).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_told_from_other_trouble()
    {
        var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Beeping);
        await server.DisposeAsync();
        await visit.Record.ClickAsync();
        await Expect(visit.Banner).ToContainTextAsync("The server cannot be reached");
        await visit.SeesStateAsync("Ready");
    }

    private static async Task<ClientWebSocket> OccupyAsync(PageServer server)
    {
        var socket = new ClientWebSocket();
        var cancellation = TestContext.Current.CancellationToken;
        await socket.ConnectAsync(new Uri($"ws://localhost:{server.Port}/v1/sessions"), cancellation);
        var start = Encoding.UTF8.GetBytes("""{"type":"session.start"}""");
        await socket.SendAsync(start, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        await socket.ReceiveAsync(new byte[4096], cancellation);
        return socket;
    }
}
