using System.Net.WebSockets;
using System.Text.Json;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>A session whose speaker's connection breaks, closes, or is replaced.</summary>
public sealed class ResumeTests
{
    private const string Resumable = "\"resumable\":true,\"resume_window\":30";

    [Fact]
    public async Task A_session_goes_on_after_its_connection_is_lost_without_a_word_lost_or_doubled()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await TestClient.StartAsync(server, Resumable);
        var started = await first.NextAsync("session.started");
        var id = started.Some("session_id");
        await first.SpeakAsync(Spoken.Words("hello"));
        await first.NextAsync("speech.started");
        first.Abort();

        using var second = await TestClient.ResumeAsync(server, id, started.Number("seq"));
        var resumed = await second.NextAsync();
        Assert.True(resumed.Is("session.resumed"));
        Assert.Equal((id, 2, Spoken.WordSamples), (resumed.Text("session_id"), resumed.Number("epoch"), resumed.Number("received")));
        Assert.Equal((16_000, "active"), (resumed.Number("rate"), resumed.Text("state")));
        Assert.Equal(2, (await second.NextAsync("speech.started")).Number("seq"));

        // The client sends from before what is held; nothing of it is heard twice.
        await second.SayAsync("""{"type":"audio.position","position":1000}""");
        await second.SendAudioAsync(Spoken.S16Le(Spoken.Words("hello world."), Spoken.Silence(1))[2_000..]);
        await second.SayAsync("""{"type":"session.end"}""");

        var rest = await second.RestAsync();
        Assert.Equal("hello world.", Joined(rest));
        Assert.DoesNotContain(rest, e => e.Is("error"));
        Assert.Equal("completed", rest[^1].Text("reason"));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, second.CloseStatus);
    }

    [Fact]
    public async Task What_was_said_meanwhile_is_read_from_the_last_event_seen_each_once_and_in_order()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await TestClient.StartAsync(server, Resumable);
        var id = (await first.NextAsync("session.started")).Some("session_id");
        await first.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1), Spoken.Words("three"), Spoken.Silence(1));
        var seen = await first.NextAsync("transcript.final");
        await Eventually.TrueAsync(() => server.Hub.Find(id).Value!.Received >= 44_000);
        first.Abort();

        using var second = await TestClient.ResumeAsync(server, id, seen.Number("seq"));
        await second.NextAsync("session.resumed");
        await second.SayAsync("""{"type":"session.end"}""");

        var rest = await second.RestAsync();
        Assert.Equal(seen.Number("seq") + 1, rest[0].Number("seq"));
        Assert.Equal(rest.Select(e => e.Number("seq")).Order().Distinct(), rest.Select(e => e.Number("seq")));
        Assert.Equal("three", Joined(rest));
    }

    [Fact]
    public async Task A_client_that_answers_no_ping_may_come_back()
    {
        await using var server = await TestServer.StartAsync();
        using var silent = await RawClient.UpgradeAsync(server);
        await silent.SendAsync(RawClient.Text($$"""{"type":"session.start",{{Resumable}}}"""));
        var id = (await silent.ReadAsync())!.Json.Some("session_id");

        // When the connection is given up, the window opens.
        await server.Time.UntilAsync(() => server.Time.Pending.Any(due => due > TimeSpan.FromSeconds(20)), TimeSpan.FromSeconds(10));

        using var back = await TestClient.ResumeAsync(server, id, 0);
        Assert.Equal(2, (await back.NextAsync("session.resumed")).Number("epoch"));
    }

    [Theory]
    [InlineData(WebSocketCloseStatus.EndpointUnavailable, SessionState.Active)]
    [InlineData(WebSocketCloseStatus.InternalServerError, SessionState.Active)]
    [InlineData(WebSocketCloseStatus.NormalClosure, SessionState.Ended)]
    public async Task A_page_that_reloads_comes_back_and_a_client_that_closes_normally_has_ended(
        WebSocketCloseStatus status, SessionState state)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server, Resumable);
        var id = (await client.NextAsync("session.started")).Some("session_id");
        var session = server.Hub.Find(id).Value!;
        await client.CloseAsync(status);
        await Eventually.TrueAsync(() => session.State == SessionState.Ended
            || server.Time.Pending.Any(due => due == TimeSpan.FromSeconds(30)));

        Assert.Equal(state, session.State);
        using var back = await TestClient.ResumeAsync(server, id, 0);
        Assert.True((await back.NextAsync()).Is("session.resumed"));
        Assert.True((await back.NextAsync()).Is("session.started"));
    }

    [Fact]
    public async Task A_close_without_a_code_is_a_normal_one()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);
        await client.SendAsync(RawClient.Text($$"""{"type":"session.start",{{Resumable}}}"""));
        var session = server.Hub.Find((await client.ReadAsync())!.Json.Some("session_id")).Value!;

        await client.SendAsync(RawClient.Frame(8, []));

        await session.Completion.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SessionState.Ended, session.State);
    }

    [Fact]
    public async Task A_session_that_nobody_resumes_is_finished_for_its_readers_and_then_gone()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await TestClient.StartAsync(server, Resumable);
        var id = (await speaker.NextAsync("session.started")).Some("session_id");
        await speaker.SpeakAsync(Spoken.Words("hello world."));
        await speaker.NextAsync("speech.started");
        var session = server.Hub.Find(id).Value!;
        speaker.Abort();

        await server.Time.UntilAsync(() => session.Completion.IsCompleted, TimeSpan.FromSeconds(31));
        var said = await session.Events.ReadAsync(0, TestContext.Current.CancellationToken)
            .Select(item => item.Event).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal("hello world.", Assert.Single(said.OfType<TranscriptFinal>()).Text);
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), said[^1]);

        await server.Time.UntilAsync(() => !server.Hub.Find(id).Succeeded, TimeSpan.FromSeconds(5));
        using var late = await TestClient.ResumeAsync(server, id, 1);
        var error = Assert.Single(await late.RestAsync());
        Assert.Equal(("session_not_found", "session_id", 4504), (error.Text("code"), error.Text("param"), (int?)late.CloseStatus));
    }

    [Fact]
    public async Task A_newer_connection_takes_over_and_the_older_one_is_told_not_to_try_again()
    {
        await using var server = await TestServer.StartAsync();
        using var older = await TestClient.StartAsync(server, Resumable);
        var id = (await older.NextAsync("session.started")).Some("session_id");

        using var newer = await TestClient.ResumeAsync(server, id, 0);
        Assert.Equal(2, (await newer.NextAsync("session.resumed")).Number("epoch"));

        var error = Assert.Single(await older.RestAsync(), e => e.Is("error"));
        Assert.Equal(("taken_over", false), (error.Text("code"), error.GetProperty("retry").GetBoolean()));
        Assert.Equal(4506, (int?)older.CloseStatus);
        await older.CloseAsync();

        await newer.SpeakAsync(Spoken.Words("hello world."), Spoken.Silence(1));
        await newer.SayAsync("""{"type":"session.end"}""");
        var rest = await newer.RestAsync();
        Assert.Equal("hello world.", Joined(rest));
        Assert.Equal("completed", rest[^1].Text("reason"));
    }

    [Fact]
    public async Task Events_that_are_gone_are_said_to_be_and_reading_goes_on_from_the_first_held()
    {
        await using var server = await TestServer.StartAsync(limits: new SessionLimits { EventCapacity = 16 });
        using var first = await TestClient.StartAsync(server, Resumable);
        var id = (await first.NextAsync("session.started")).Some("session_id");
        for (var i = 0; i < 20; i++)
        {
            server.Hub.Find(id).Value!.Events.Append(new Notice("test", "One more."));
        }

        first.Abort();
        using var second = await TestClient.ResumeAsync(server, id, 1);
        Assert.True((await second.NextAsync()).Is("session.resumed"));
        var reset = await second.NextAsync();
        Assert.Equal(("reset", 1, 6), (reset.Text("type"), reset.Number("after"), reset.Number("first")));
        Assert.Equal(6, (await second.NextAsync()).Number("seq"));
    }

    [Fact]
    public async Task A_client_cut_off_after_session_end_reads_its_last_finals_when_it_comes_back()
    {
        await using var server = await TestServer.StartAsync();
        var busy = new TaskCompletionSource();
        server.Recognizer.Before = (_, _) => busy.Task;
        using var first = await TestClient.StartAsync(server, Resumable);
        var id = (await first.NextAsync("session.started")).Some("session_id");
        await first.SpeakAsync(Spoken.Words("hello world."));
        await first.SayAsync("""{"type":"session.end"}""");
        var seen = await first.NextAsync("speech.ended");
        first.Abort();
        busy.SetResult();
        await server.Hub.Find(id).Value!.Completion;
        server.Time.Advance(TimeSpan.FromSeconds(20));

        using var second = await TestClient.ResumeAsync(server, id, seen.Number("seq"));
        Assert.Equal("ended", (await second.NextAsync("session.resumed")).Text("state"));

        // It cannot know that its end was heard, and may say it again.
        await second.SayAsync("""{"type":"session.end"}""");
        var rest = await second.RestAsync();
        Assert.Equal("hello world.", Joined(rest));
        Assert.Equal("completed", rest[^1].Text("reason"));
    }

    [Theory]
    [InlineData("\"session_id\":\"s_nobody\"", "session_not_found", "session_id", 4504)]
    [InlineData("\"session_id\":\"PLAIN\"", "not_resumable", "session_id", 4505)]
    public async Task What_cannot_be_resumed_is_refused_and_the_connection_closed(string fields, string code, string param, int close)
    {
        await using var server = await TestServer.StartAsync();
        using var plain = await TestClient.StartAsync(server);
        var id = (await plain.NextAsync("session.started")).Some("session_id");
        using var client = await TestClient.ConnectAsync(server);

        await client.SayAsync($$"""{"type":"session.resume",{{fields.Replace("PLAIN", id, StringComparison.Ordinal)}}}""");

        var error = Assert.Single(await client.RestAsync());
        Assert.Equal((code, param), (error.Text("code"), error.Text("param")));
        Assert.Equal(close, (int?)client.CloseStatus);
        await plain.SayAsync("""{"type":"session.end"}""");
        Assert.Equal("completed", (await plain.NextAsync("session.ended")).Text("reason"));
    }

    [Theory]
    [InlineData("\"after\":1", "session_id")]
    [InlineData("\"session_id\":\"ID\",\"after\":-1", "after")]
    [InlineData("\"session_id\":\"ID\",\"after\":1000", "after")]
    [InlineData("\"session_id\":\"ID\",\"after\":\"1\"", "after")]
    [InlineData("\"session_id\":\"ID\",\"since\":1", "since")]
    public async Task A_malformed_request_to_resume_is_refused_by_field_and_may_be_made_again(string fields, string param)
    {
        await using var server = await TestServer.StartAsync();
        using var first = await TestClient.StartAsync(server, Resumable);
        var id = (await first.NextAsync("session.started")).Some("session_id");
        using var client = await TestClient.ConnectAsync(server);

        await client.SayAsync($$"""{"type":"session.resume",{{fields.Replace("ID", id, StringComparison.Ordinal)}}}""");
        var error = await client.NextAsync();
        Assert.Equal(("invalid_request", param), (error.Text("code"), error.Text("param")));

        await client.SayAsync($$"""{"type":"session.resume","session_id":"{{id}}","after":1}""");
        Assert.True((await client.NextAsync()).Is("session.resumed"));
        await client.SayAsync($$"""{"type":"session.resume","session_id":"{{id}}","after":1}""");
        Assert.Equal("already_started", (await client.NextAsync("error")).Text("code"));
    }

    [Fact]
    public async Task A_window_out_of_range_is_refused_by_name()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server, "\"resumable\":true,\"resume_window\":601");
        var error = await client.NextAsync();
        Assert.Equal(("invalid_request", "resume_window"), (error.Text("code"), error.Text("param")));
    }

    private static string Joined(IEnumerable<JsonElement> events) =>
        string.Join(' ', events.Where(e => e.Is("transcript.final")).Select(e => e.Text("text")));
}
