using System.Net.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

public sealed class SpeakingTests
{
    [Fact]
    public async Task A_session_gives_numbered_events_from_started_to_ended_and_closes_normally()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);
        await client.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(1));
        await client.SayAsync("""{"type":"session.end"}""");

        var events = await client.RestAsync();

        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => e.GetProperty("seq").GetInt32()));
        Assert.Equal("session.started", events[0].Text("type"));
        Assert.Equal("session.ended", events[^1].Text("type"));
        Assert.Equal("completed", events[^1].Text("reason"));
        var final = Assert.Single(events, e => e.Is("transcript.final"));
        Assert.Equal("hello world.", final.Text("text"));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }
}
