using System.Net.WebSockets;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

public sealed class FollowingTests
{
    [Fact]
    public async Task Readers_that_come_at_different_times_read_the_same_events()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await TestClient.StartAsync(server, "\"mode\":\"batch\"");
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        using var early = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}");
        await speaker.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        await speaker.NextAsync("transcript.final");
        using var late = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}?after=0");
        using var resumed = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}?after=2");
        await speaker.SayAsync("""{"type":"session.end"}""");

        var all = Raw(await early.RestAsync());
        Assert.Equal(all, Raw(await late.RestAsync()));
        Assert.Equal(all[2..], Raw(await resumed.RestAsync()));
        Assert.Contains("\"session.started\"", all[0], StringComparison.Ordinal);
        Assert.Contains("\"session.ended\"", all[^1], StringComparison.Ordinal);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, early.CloseStatus);
    }

    [Theory]
    [InlineData("s_nobody", "session_not_found", "id", 4504)]
    [InlineData("s_nobody?after=1", "session_not_found", "id", 4504)]
    [InlineData("ID?after=later", "invalid_request", "after", 4500)]
    [InlineData("ID?after=-1", "invalid_request", "after", 4500)]
    [InlineData("ID?after=99999999999999999999", "invalid_request", "after", 4500)]
    [InlineData("ID?after=1000", "invalid_request", "after", 4500)]
    [InlineData("ID?after=1", "events_gone", "after", 4504)]
    public async Task What_cannot_be_read_is_refused_with_a_reason(string path, string code, string param, int close)
    {
        await using var server = await TestServer.StartAsync(limits: new SessionLimits { EventCapacity = 16 });
        using var speaker = await TestClient.StartAsync(server);
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        for (var i = 0; i < 20; i++)
        {
            server.Hub.Find(id).Value!.Events.Append(new Notice("test", "One more."));
        }

        using var reader = await TestClient.ConnectAsync(server, $"/v1/sessions/{path.Replace("ID", id, StringComparison.Ordinal)}");

        var error = Assert.Single(await reader.RestAsync());
        Assert.Equal((code, param), (error.Text("code"), error.Text("param")));
        error.Some("request_id");
        Assert.Equal(close, (int?)reader.CloseStatus);
    }

    [Fact]
    public async Task A_reader_may_say_nothing_and_stays_when_it_does()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await TestClient.StartAsync(server);
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        using var reader = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}");

        await reader.SayAsync("""{"type":"session.end"}""");
        Assert.Equal("read_only", (await reader.NextAsync("error")).Text("code"));
        await reader.SpeakAsync(Spoken.Words("one"));
        Assert.Equal("read_only", (await reader.NextAsync("error")).Text("code"));

        await speaker.SayAsync("""{"type":"session.end"}""");
        Assert.Equal("completed", (await reader.NextAsync("session.ended")).Text("reason"));
    }

    [Fact]
    public async Task A_reader_that_leaves_changes_nothing_for_the_speaker()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await TestClient.StartAsync(server);
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        using (var reader = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}"))
        {
            await reader.NextAsync("session.started");
            reader.Abort();
        }

        await speaker.SpeakAsync(Spoken.Words("hello world."), Spoken.Silence(1));
        Assert.Equal("hello world.", (await speaker.NextAsync("transcript.final")).Text("text"));
    }

    [Fact]
    public async Task A_speaker_that_leaves_is_finished_for_those_who_read()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await TestClient.StartAsync(server);
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        using var reader = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}");
        await speaker.SpeakAsync(Spoken.Words("hello world."));
        await reader.NextAsync("speech.started");

        speaker.Abort();

        var rest = await reader.RestAsync();
        Assert.Equal("hello world.", Assert.Single(rest, e => e.Is("transcript.final")).Text("text"));
        Assert.Equal("abandoned", rest[^1].Text("reason"));
    }

    [Fact]
    public async Task An_ended_session_can_be_read_for_a_little_and_is_gone_within_five_seconds()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await TestClient.StartAsync(server);
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        await speaker.SayAsync("""{"type":"session.end"}""");
        await speaker.RestAsync();

        using var reader = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}");
        Assert.True((await reader.RestAsync())[^1].Is("session.ended"));

        await server.Time.UntilAsync(() => !server.Hub.Find(id).Succeeded, TimeSpan.FromSeconds(5));
        using var late = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}");
        Assert.Equal("session_not_found", (await late.NextAsync()).Text("code"));
    }

    private static string[] Raw(List<System.Text.Json.JsonElement> events) => [.. events.Select(e => e.GetRawText())];
}
