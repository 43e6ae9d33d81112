using Parley.Engine.Sessions;
using Parley.Protocols.Tests.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.Speech;

/// <summary>The session protocol over Socket.IO.</summary>
public sealed class ContractTests
{
    [Fact]
    public async Task A_session_gives_numbered_events_by_the_name_of_their_type()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        await client.EmitAsync("session.start", """{"metadata":{"room":"七"}}""");
        await client.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(1));
        await client.EmitAsync("session.end");

        var events = await client.UntilAsync("session.ended");

        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => (int)e.Value.Number("seq")));
        Assert.All(events, said => Assert.Equal(said.Name, said.Value.Text("type")));
        Assert.Equal("session.started", events[0].Name);
        Assert.Equal("hello world.", Assert.Single(events, said => said.Name is "transcript.final").Value.Text("text"));
        Assert.Equal("completed", events[^1].Value.Text("reason"));
    }

    [Fact]
    public async Task The_events_are_those_of_a_WebSocket_word_for_word()
    {
        await using var server = await TestServer.StartAsync();
        using var overSocketIo = await SpeechClient.ConnectAsync(server);
        using var overWebSocket = await TestClient.StartAsync(server);
        var audio = Spoken.S16Le(Spoken.Silence(0.5), Spoken.Words("the quick brown fox"), Spoken.Silence(1));
        await overSocketIo.EmitAsync("session.start");
        await overSocketIo.EmitAsync("audio", audio);
        await overSocketIo.EmitAsync("session.end");
        await overWebSocket.SendAudioAsync(audio);
        await overWebSocket.SayAsync("""{"type":"session.end"}""");

        var here = (await overSocketIo.UntilAsync("session.ended")).Select(said => said.Value.GetRawText()).ToList();
        var there = (await overWebSocket.RestAsync()).Select(message => message.GetRawText()).ToList();

        // Partials come as the engine finds time for them; what else is said is the same, but for the session's name.
        Assert.Equal(Lasting(there), Lasting(here));
    }

    [Fact]
    public async Task Whoever_asks_is_answered()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);

        var started = await client.AskAsync("session.start");
        var id = (await client.NextAsync("session.started")).Text("session_id");

        Assert.True(started.GetProperty("ok").GetBoolean());
        Assert.Equal(id, started.Text("session_id"));
        Assert.Equal("""{"ok":true}""", (await client.AskAsync("audio", new byte[3200])).GetRawText());
        Assert.Equal("""{"ok":true}""", (await client.AskAsync("audio.flush")).GetRawText());
        Assert.Equal("""{"ok":true}""", (await client.AskAsync("session.end")).GetRawText());
        var refused = await client.AskAsync("audio.flush");
        Assert.False(refused.GetProperty("ok").GetBoolean());
        Assert.Equal("session_ended", refused.GetProperty("error").Text("code"));
    }

    [Theory]
    [InlineData("audio.flush", "", "not_started", null)]
    [InlineData("session.end", "{}", "not_started", null)]
    [InlineData("audio.pause", "", "unknown_type", "type")]
    [InlineData("session.start", "7", "invalid_json", null)]
    [InlineData("session.start", "[]", "invalid_json", null)]
    [InlineData("session.start", """{"langauge":"en"}""", "invalid_request", "langauge")]
    [InlineData("session.start", """{"type":"session.end"}""", "invalid_request", "type")]
    [InlineData("session.start", """{"language":"\ud800"}""", "invalid_json", null)]
    [InlineData("session.start", """{"model":"fnord"}""", "unknown_model", "model")]
    [InlineData("session.start", """{"language":"xx"}""", "unsupported_language", "language")]
    [InlineData("session.start", """{"input":{"rate":1}}""", "invalid_request", "input.rate")]
    [InlineData("session.resume", """{"session_id":"s_nobody"}""", "session_not_found", "session_id")]
    [InlineData("session.resume", "{}", "invalid_request", "session_id")]
    [InlineData("session.follow", """{"session_id":"s_nobody"}""", "session_not_found", "session_id")]
    [InlineData("session.follow", """{"session_id":"s","from":1}""", "invalid_request", "from")]
    [InlineData("audio", "\"text\"", "not_started", null)]
    public async Task What_is_refused_is_refused_by_name_to_everyone_who_listens(string name, string values, string code, string? param)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);

        var answer = (await client.AskAsync(name, values)).GetProperty("error");
        var emitted = await client.NextAsync("error");

        Assert.Equal((code, param), (answer.Text("code"), answer.Text("param")));
        Assert.Equal((code, param), (emitted.Text("code"), emitted.Text("param")));
        Assert.NotEmpty(emitted.Some("request_id"));
        Assert.Equal(answer.Text("message"), emitted.Text("message"));
        Assert.Equal("ok", (await client.AskAsync("session.start")).EnumerateObject().First().Name);
    }

    [Theory]
    [InlineData("\"AAAA\"", "invalid_audio")]
    [InlineData("{}", "invalid_audio")]
    [InlineData("", "invalid_audio")]
    public async Task Audio_that_is_not_binary_is_refused(string values, string code)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        await client.AskAsync("session.start");

        Assert.Equal(code, (await client.AskAsync("audio", values)).GetProperty("error").Text("code"));
    }

    [Theory]
    [InlineData("", "invalid_audio")]
    [InlineData("01", "invalid_audio")]
    public async Task Audio_that_is_no_whole_samples_is_refused(string hex, string code)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        await client.AskAsync("session.start");

        Assert.Equal(code, (await client.AskAsync("audio", Convert.FromHexString(hex))).GetProperty("error").Text("code"));
    }

    [Fact]
    public async Task A_chunk_over_the_limit_is_refused_and_the_session_goes_on()
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { MaxChunkBytes = 1_000 });
        using var client = await SpeechClient.ConnectAsync(server);
        await client.AskAsync("session.start");

        Assert.Equal("chunk_too_large", (await client.AskAsync("audio", new byte[1_002])).GetProperty("error").Text("code"));
        Assert.True((await client.AskAsync("audio", new byte[1_000])).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Positions_come_with_the_audio_or_before_it()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        await client.AskAsync("session.start");
        await client.AskAsync("audio", new byte[3200]);

        await client.AskAsync("audio", new byte[3200], """{"position":800}""");
        var overlap = await client.NextAsync("error");
        await client.AskAsync("audio.position", """{"position":4000}""");
        await client.AskAsync("audio", new byte[3200]);
        var gap = await client.NextAsync("error");

        Assert.Equal(("audio_overlap", 800, 1600), (overlap.Text("code"), overlap.Number("from"), overlap.Number("to")));
        Assert.Equal(("audio_gap", 2400, 4000), (gap.Text("code"), gap.Number("from"), gap.Number("to")));
        Assert.Equal("position", (await client.AskAsync("audio", new byte[2], """{"position":-1}""")).GetProperty("error").Text("param"));
        Assert.Equal("offset", (await client.AskAsync("audio", new byte[2], """{"offset":1}""")).GetProperty("error").Text("param"));
    }

    [Fact]
    public async Task A_socket_speaks_to_one_session_at_a_time_and_to_another_after_it()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        await client.AskAsync("session.start");

        Assert.Equal("already_started", (await client.AskAsync("session.start")).GetProperty("error").Text("code"));
        await client.SpeakAsync(Spoken.Words("one two"));
        await client.EmitAsync("session.end");
        await client.EmitAsync("session.start");
        await client.SpeakAsync(Spoken.Words("three four"));
        await client.EmitAsync("session.end");

        var events = await client.UntilAsync("session.ended");
        events.AddRange(await client.UntilAsync("session.ended"));
        Assert.Equal(
            ["session.started", "one two", "session.ended", "session.started", "three four", "session.ended"],
            events.Where(said => said.Name is "session.started" or "session.ended" or "transcript.final")
                .Select(said => said.Name is "transcript.final" ? said.Value.Text("text") : said.Name));
    }

    [Fact]
    public async Task A_client_reads_along_with_another_and_may_say_nothing()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await SpeechClient.ConnectAsync(server);
        var id = (await speaker.AskAsync("session.start")).Text("session_id");
        using var reader = await SpeechClient.ConnectAsync(server);

        Assert.True((await reader.AskAsync("session.follow", $$"""{"session_id":"{{id}}"}""")).GetProperty("ok").GetBoolean());
        Assert.Equal("read_only", (await reader.AskAsync("audio.flush")).GetProperty("error").Text("code"));
        await speaker.SpeakAsync(Spoken.Words("hello world."));
        await speaker.EmitAsync("session.end");

        var read = await reader.UntilAsync("session.ended");
        Assert.Equal("session.started", read[0].Name);
        Assert.Equal("hello world.", Assert.Single(read, said => said.Name is "transcript.final").Value.Text("text"));
    }

    [Fact]
    public async Task A_client_that_loses_its_connection_goes_on_where_it_was()
    {
        await using var server = await TestServer.StartAsync();
        var client = await SpeechClient.ConnectAsync(server);
        await client.AskAsync("session.start");
        await client.SpeakAsync(Spoken.Words("one two"));
        var last = (await client.NextAsync("speech.started")).Number("seq");
        client.Socket.Abort();

        using var again = await SpeechClient.ConnectAsync(
            server, $$"""{"pid":"{{client.Welcome.Text("pid")}}","offset":"{{client.Offset}}"}""");
        Assert.Equal(client.Welcome.Text("sid"), again.Welcome.Text("sid"));
        await again.EmitAsync("audio", Spoken.S16Le(Spoken.Words("one two three four")), """{"position":0}""");
        await again.EmitAsync("session.end");

        var events = await again.UntilAsync("session.ended");
        Assert.True(events.Select(said => said.Value).Where(value => value.TryGetProperty("seq", out _)).All(value => value.Number("seq") > last));
        Assert.Contains("four", Assert.Single(events, said => said.Name is "transcript.final").Value.Text("text"), StringComparison.Ordinal);
        Assert.Equal("completed", events[^1].Value.Text("reason"));
        client.Dispose();
    }

    [Fact]
    public async Task A_resumable_session_goes_on_over_another_protocol_and_back()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        var id = (await client.AskAsync("session.start", """{"resumable":true}""")).Text("session_id");
        await client.SpeakAsync(Spoken.Words("one two"));
        await client.NextAsync("speech.started");
        using var other = await TestClient.ConnectAsync(server);

        await other.SayAsync($$"""{"type":"session.resume","session_id":"{{id}}"}""");
        await other.NextAsync("session.resumed");
        Assert.Equal("taken_over", (await client.NextAsync("error")).Text("code"));
        Assert.True((await client.AskAsync("session.resume", $$"""{"session_id":"{{id}}","after":1}""")).GetProperty("ok").GetBoolean());

        var resumed = await client.NextAsync("session.resumed");
        Assert.Equal((id, 3), (resumed.Text("session_id"), resumed.Number("epoch")));
        await client.EmitAsync("session.end");
        Assert.Equal("one two", (await client.NextAsync("transcript.final")).Text("text"));
    }

    [Fact]
    public async Task A_client_that_leaves_is_done_with_its_session()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        var id = (await client.AskAsync("session.start", """{"resumable":true}""")).Some("session_id");
        var session = server.Hub.Find(id).Value!;

        await client.Socket.SendAsync("41");

        await Eventually.TrueAsync(() => session.Completion.IsCompleted);
        Assert.Equal(SessionState.Ended, session.State);
    }

    [Fact]
    public async Task A_client_that_does_not_come_back_loses_its_session_when_its_socket_ends()
    {
        await using var server = await TestServer.StartAsync(
            options => options.SocketIo = options.SocketIo with { Sockets = new() { RecoveryWindow = TimeSpan.Zero } });
        using var client = await SpeechClient.ConnectAsync(server);
        await client.AskAsync("session.start");

        client.Socket.Abort();

        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Fact]
    public async Task A_client_that_starts_and_says_nothing_loses_its_session_and_may_start_another()
    {
        await using var server = await TestServer.StartAsync(
            options => options.SocketIo = options.SocketIo with { Engine = new() { PingInterval = TimeSpan.FromHours(1) } });
        using var client = await SpeechClient.ConnectAsync(server);
        await client.AskAsync("session.start");

        await server.Time.UntilAsync(() => server.Hub.Running == 0, TimeSpan.FromSeconds(90));

        Assert.Equal("idle_timeout", (await client.NextAsync("error")).Text("code"));
        await client.UntilAsync("session.ended");
        Assert.True((await client.AskAsync("session.start")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_client_that_is_refused_too_often_is_sent_away()
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { MaxErrors = 3 });
        using var client = await SpeechClient.ConnectAsync(server);
        for (var i = 0; i < 3; i++)
        {
            await client.EmitAsync("nonsense");
        }

        var events = new List<string?>();
        while (await client.NextAsync() is { } said)
        {
            events.Add(said.Value.Text("code"));
        }

        Assert.Equal(["unknown_type", "unknown_type", "unknown_type", "too_many_errors"], events);
    }

    [Fact]
    public async Task A_text_over_the_limit_sends_its_client_away()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        await client.EmitAsync("session.start", $$"""{"model":"{{new string('x', 64 * 1024)}}"}""");

        Assert.Equal("message_too_large", (await client.NextAsync("error")).Text("code"));
        Assert.Null(await client.NextAsync());
    }

    [Fact]
    public async Task A_client_beyond_the_cap_is_told_when_to_come_back()
    {
        await using var server = await TestServer.StartAsync(limits: new SessionLimits { MaxSessions = 1 });
        using var first = await SpeechClient.ConnectAsync(server);
        await first.AskAsync("session.start");
        using var second = await SpeechClient.ConnectAsync(server);

        var error = (await second.AskAsync("session.start")).GetProperty("error");

        Assert.Equal(("too_many_sessions", 2_000), (error.Text("code"), error.Number("retry_after_ms")));
        Assert.True(error.GetProperty("retry").GetBoolean());
    }

    [Fact]
    public async Task A_server_that_stops_finishes_sessions_before_it_closes()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await SpeechClient.ConnectAsync(server);
        await client.AskAsync("session.start");
        await client.SpeakAsync(Spoken.Words("hello world."));
        await client.NextAsync("speech.started");

        await server.Hub.StopAsync(TestContext.Current.CancellationToken);
        var stopping = server.StopAsync();

        var rest = await client.UntilAsync("session.ended");
        Assert.Equal("hello world.", Assert.Single(rest, said => said.Name is "transcript.final").Value.Text("text"));
        Assert.Equal("shutdown", rest[^1].Value.Text("reason"));
        Assert.Equal("shutting_down", (await client.NextAsync("error")).Text("code"));
        Assert.Equal(1001, await client.Socket.ClosedAsync());
        await stopping;
    }

    private static List<string> Lasting(IEnumerable<string> events) =>
        [.. events.Where(json => !json.Contains("\"transcript.partial\"", StringComparison.Ordinal) && !json.Contains("\"session.started\"", StringComparison.Ordinal) && !json.Contains("\"ack\"", StringComparison.Ordinal))
            .Select(json => json[json.IndexOf("\"type\"", StringComparison.Ordinal)..])];
}
