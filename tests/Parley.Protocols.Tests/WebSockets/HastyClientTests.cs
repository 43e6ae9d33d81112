using Parley.Protocols.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>Who sends faster than is spoken is read in larger pieces, and waits a few milliseconds at most; who speaks, never.</summary>
public sealed class HastyClientTests
{
    [Fact]
    public async Task The_bytes_of_a_file_gather_and_its_end_is_heard_within_milliseconds()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);
        var id = (await client.NextAsync("session.started")).Some("session_id");
        server.Time.Advance(TimeSpan.FromSeconds(0.1));
        await client.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(1));
        await Eventually.TrueAsync(() => Gathers(server));

        await client.SayAsync("""{"type":"session.end"}""");
        server.Time.Advance(LowWaterMarks.Patience);
        server.Time.Advance(LowWaterMarks.Patience);

        var events = await client.RestAsync();
        Assert.Equal("hello world.", Assert.Single(events, e => e.Is("transcript.final")).Text("text"));
        Assert.Equal("completed", events[^1].Text("reason"));
        await Eventually.TrueAsync(() => server.Hub.Find(id).Value!.Completion.IsCompleted);
    }

    [Fact]
    public async Task The_bytes_of_who_speaks_do_not_gather()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);
        var session = server.Hub.Find((await client.NextAsync("session.started")).Some("session_id")).Value!;
        for (var frames = 1; frames <= 100; frames++)
        {
            server.Time.Advance(TimeSpan.FromMilliseconds(20));
            await client.SpeakAsync(Spoken.Silence(0.02));
            await Eventually.TrueAsync(() => session.Received == frames * 320);
            Assert.False(Gathers(server));
        }
    }

    private static bool Gathers(TestServer server) => server.Time.Pending.Any(due => due <= LowWaterMarks.Patience);
}
