using System.Text.Json;
using Parley.Engine.Sessions;
using Parley.Protocols.Tests.WebSockets;

namespace Parley.Protocols.Tests.SocketIO.Speech;

/// <summary>What a client says to a session that is not its own any more, or has ended.</summary>
public sealed class LateTests
{
    [Fact]
    public async Task Nothing_that_a_session_did_not_get_is_acknowledged_once_another_connection_has_it()
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { MaxErrors = 2 });
        using var client = await SpeechClient.ConnectAsync(server);
        var session = await StartAsync(server, client);
        using var other = await TakeOverAsync(server, session);
        Assert.Equal("taken_over", (await client.NextAsync("error")).Text("code"));

        Assert.Equal("taken_over", Code(await client.AskAsync("audio", new byte[3200], """{"position":1600}""")));
        Assert.Equal("taken_over", Code(await client.AskAsync("audio.position", """{"position":1600}""")));
        Assert.Equal("taken_over", Code(await client.AskAsync("audio.flush")));
        Assert.Equal("taken_over", Code(await client.AskAsync("session.end")));

        Assert.Equal((1600, SessionState.Active), (session.Received, session.State));
        Assert.Equal("unknown_type", Code(await client.AskAsync("nonsense")));
        Assert.Equal("unknown_type", (await client.NextAsync("error")).Text("code"));
        Assert.True((await client.AskAsync("session.start")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Audio_is_not_acknowledged_to_a_socket_that_comes_back_after_another_connection_has_its_session()
    {
        await using var server = await TestServer.StartAsync();
        var client = await SpeechClient.ConnectAsync(server);
        var session = await StartAsync(server, client);
        await client.NextAsync("session.started");
        client.Socket.Abort();
        using var other = await TakeOverAsync(server, session);

        using var again = await SpeechClient.ConnectAsync(
            server, $$"""{"pid":"{{client.Welcome.Text("pid")}}","offset":"{{client.Offset}}"}""");

        Assert.Equal(client.Welcome.Text("sid"), again.Welcome.Text("sid"));
        Assert.Equal("taken_over", Code(await again.AskAsync("audio", new byte[3200], """{"position":1600}""")));
        Assert.Equal(1600, session.Received);
        client.Dispose();
    }

    [Fact]
    public async Task Nothing_is_acknowledged_that_a_session_did_not_get_which_ended_by_itself()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        var session = await StartAsync(server, client);
        session.EndInput();

        var events = await client.UntilAsync("session.ended");
        Assert.Equal("session_ended", Code(await client.AskAsync("audio", new byte[3200])));
        Assert.Equal("session_ended", Code(await client.AskAsync("audio.flush")));
        Assert.Equal("session_ended", Code(await client.AskAsync("session.end")));

        Assert.True((await client.AskAsync("session.start")).GetProperty("ok").GetBoolean());
        Assert.Equal("session.started", (await client.NextAsync())?.Name);
        Assert.DoesNotContain(events, said => said.Name is "error");
    }

    [Fact]
    public async Task A_page_whose_session_ended_by_itself_hears_so_where_it_asks()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await SpeechClient.ConnectAsync(server);
        var session = server.Hub.Find((await page.AskAsync("start")).Some("session_id")).Value!;
        session.EndInput();

        Assert.Equal("session_ended", Code(await page.AskAsync("audio_stream", new byte[3200])));
        Assert.Equal("session_ended", Code(await page.AskAsync("stop")));
    }

    private static async Task<Session> StartAsync(TestServer server, SpeechClient client)
    {
        var id = (await client.AskAsync("session.start", """{"resumable":true}""")).Some("session_id");
        Assert.True((await client.AskAsync("audio", new byte[3200])).GetProperty("ok").GetBoolean());
        return server.Hub.Find(id).Value!;
    }

    private static async Task<TestClient> TakeOverAsync(TestServer server, SessionView session)
    {
        var other = await TestClient.ConnectAsync(server);
        await other.SayAsync($$"""{"type":"session.resume","session_id":"{{session.Id}}"}""");
        await other.NextAsync("session.resumed");
        return other;
    }

    private static string? Code(JsonElement answer) =>
        answer.GetProperty("ok").GetBoolean() ? "ok" : answer.GetProperty("error").Text("code");
}
