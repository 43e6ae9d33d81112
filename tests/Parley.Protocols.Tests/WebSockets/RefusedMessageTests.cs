using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Parley.Engine.Sessions;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>What bad input gets: an error naming field and limit, and the connection stays where it can.</summary>
public sealed class RefusedMessageTests
{
    public static TheoryData<string, string, string?> RefusedStarts => new()
    {
        { "not json", "invalid_json", null },
        { "[1]", "invalid_json", null },
        { "{\"type\":", "invalid_json", null },
        { "{}", "invalid_request", "type" },
        { """{"type":7}""", "invalid_request", "type" },
        { """{"type":"session.begin"}""", "unknown_type", "type" },
        { """{"type":"session.start","langauge":"en"}""", "invalid_request", "langauge" },
        { """{"type":"session.start","model":"a","model":"b"}""", "invalid_request", "model" },
        { """{"type":"session.start","model":"gpt-9"}""", "unknown_model", "model" },
        { """{"type":"session.start","language":"fr"}""", "unsupported_language", "language" },
        { """{"type":"session.start","language":"no such language"}""", "invalid_request", "language" },
        { """{"type":"session.start","language":5}""", "invalid_request", "language" },
        { """{"type":"session.start","mode":"later"}""", "invalid_request", "mode" },
        { """{"type":"session.start","input":"s16le"}""", "invalid_request", "input" },
        { """{"type":"session.start","input":{"encoding":"mp3"}}""", "invalid_request", "input.encoding" },
        { """{"type":"session.start","input":{"rate":7999}}""", "invalid_request", "input.rate" },
        { """{"type":"session.start","input":{"rate":48001}}""", "invalid_request", "input.rate" },
        { """{"type":"session.start","input":{"rate":0}}""", "invalid_request", "input.rate" },
        { """{"type":"session.start","input":{"rate":16000.5}}""", "invalid_request", "input.rate" },
        { """{"type":"session.start","input":{"rate":99999999999999999999}}""", "invalid_request", "input.rate" },
        { """{"type":"session.start","input":{"rate":"16000"}}""", "invalid_request", "input.rate" },
        { """{"type":"session.start","input":{"encoding":"opus","rate":44100}}""", "invalid_request", "input.rate" },
        { """{"type":"session.start","input":{"channels":3}}""", "invalid_request", "input.channels" },
        { """{"type":"session.start","input":{"channels":65535}}""", "invalid_request", "input.channels" },
        { """{"type":"session.start","input":{"bits":12}}""", "invalid_request", "input.bits" },
        { """{"type":"session.start","partials":"yes"}""", "invalid_request", "partials" },
        { """{"type":"session.start","endpointing":{"silence_ms":99}}""", "invalid_request", "endpointing.silence_ms" },
        { """{"type":"session.start","endpointing":{"max_utterance_ms":30001}}""", "invalid_request", "endpointing.max_utterance_ms" },
        { """{"type":"session.start","endpointing":{"silence":300}}""", "invalid_request", "endpointing.silence" },
        { """{"type":"session.start","metadata":{"a":1}}""", "invalid_request", "metadata" },
        { """{"type":"audio.position","position":0}""", "not_started", null },
        { """{"type":"audio.flush"}""", "not_started", null },
        { """{"type":"session.end"}""", "not_started", null },
    };

    public static TheoryData<string, string, string?> RefusedLater => new()
    {
        { """{"type":"session.start"}""", "already_started", null },
        { """{"type":"audio.position"}""", "invalid_request", "position" },
        { """{"type":"audio.position","position":-1}""", "invalid_request", "position" },
        { """{"type":"audio.position","position":1.5}""", "invalid_request", "position" },
        { """{"type":"audio.position","position":0,"at":1}""", "invalid_request", "at" },
        { """{"type":"audio.flush","now":true}""", "invalid_request", "now" },
        { """{"type":"session.end","reason":"bored"}""", "invalid_request", "reason" },
    };

    [Theory]
    [MemberData(nameof(RefusedStarts))]
    public async Task Before_the_start_a_bad_message_is_refused_and_a_good_one_still_starts(string message, string code, string? param)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.ConnectAsync(server);

        await client.SayAsync(message);
        AssertRefused(await client.NextAsync(), code, param);

        await client.SayAsync("""{"type":"session.start"}""");
        Assert.True((await client.NextAsync()).Is("session.started"));
    }

    [Theory]
    [MemberData(nameof(RefusedLater))]
    public async Task In_a_session_a_bad_message_is_refused_and_the_session_goes_on(string message, string code, string? param)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);
        await client.NextAsync("session.started");
        await client.SpeakAsync(Spoken.Words("hello"));

        await client.SayAsync(message);
        AssertRefused(await client.NextAsync("error"), code, param);

        await client.SpeakAsync(Spoken.Words("world."), Spoken.Silence(1));
        await client.SayAsync("""{"type":"session.end"}""");
        Assert.Contains("world.", (await client.NextAsync("transcript.final")).Text("text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audio_before_the_start_is_refused_and_not_kept()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        await client.SpeakAsync(Spoken.Words("one two three"));
        AssertRefused(await client.NextAsync(), "not_started", null);

        await client.SayAsync("""{"type":"session.start"}""");
        await client.SayAsync("""{"type":"session.end"}""");

        Assert.Equal(0, Assert.Single(await client.RestAsync(), e => e.Is("usage")).GetProperty("audio_seconds").GetDouble());
    }

    [Theory]
    [InlineData("s16le", 3, "invalid_audio")]
    [InlineData("f32le", 6, "invalid_audio")]
    [InlineData("s16le", 0, "invalid_audio")]
    [InlineData("opus", 2000, "invalid_audio")]
    [InlineData("s16le", 320_002, "chunk_too_large")]
    [InlineData("s16le", 1024 * 1024 + 2, "chunk_too_large")]
    [InlineData("s16le", 3 * 1024 * 1024, "chunk_too_large")]
    public async Task A_bad_chunk_is_refused_and_the_next_one_is_accepted(string encoding, int bytes, string code)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server, $$$"""
            "input":{"encoding":"{{{encoding}}}"}
            """);
        await client.NextAsync("session.started");
        var chunk = new byte[bytes];
        Array.Fill(chunk, (byte)0xFF);

        await client.SendAudioAsync(chunk);
        AssertRefused(await client.NextAsync(), code, "audio");

        await client.SayAsync("""{"type":"session.end"}""");
        Assert.True((await client.NextAsync("session.ended")).Is("session.ended"));
    }

    [Fact]
    public async Task Audio_already_held_is_dropped_and_said_so_in_the_history()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);
        await client.SpeakAsync(Spoken.Silence(1));
        await client.SayAsync("""{"type":"audio.position","position":8000}""");
        await client.SpeakAsync(Spoken.Silence(1));

        var error = await client.NextAsync("error");

        Assert.Equal("audio_overlap", error.Text("code"));
        Assert.True(error.Number("seq") > 1);
        Assert.Equal((8000, 16000), (error.Number("from"), error.Number("to")));
        await client.SayAsync("""{"type":"session.end"}""");
        Assert.Equal(1.5, (await client.NextAsync("usage")).GetProperty("audio_seconds").GetDouble());
    }

    [Fact]
    public async Task A_hole_is_said_and_what_follows_it_has_its_true_times()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);
        await client.SpeakAsync(Spoken.Words("one two"));
        await client.SayAsync("""{"type":"audio.position","position":160000}""");
        await client.SpeakAsync(Spoken.Words("three four"), Spoken.Silence(1));
        await client.SayAsync("""{"type":"session.end"}""");

        var events = await client.RestAsync();

        var gap = Assert.Single(events, e => e.Is("error"));
        Assert.Equal(("audio_gap", 8000, 160000), (gap.Text("code"), gap.Number("from"), gap.Number("to")));
        var finals = events.Where(e => e.Is("transcript.final")).ToList();
        Assert.Equal(["one two", "three four"], [.. finals.Select(f => f.Text("text")!)]);
        Assert.Equal(10, finals[1].GetProperty("start").GetDouble(), 0.1);
    }

    [Fact]
    public async Task A_position_over_an_hour_ahead_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);
        await client.NextAsync("session.started");
        await client.SayAsync($$"""{"type":"audio.position","position":{{16_000L * 3601}}}""");
        await client.SpeakAsync(Spoken.Silence(0.1));

        AssertRefused(await client.NextAsync(), "invalid_request", "position");
    }

    [Fact]
    public async Task After_the_end_a_message_is_refused_and_the_finals_still_come()
    {
        await using var server = await TestServer.StartAsync();
        var refused = new TaskCompletionSource();
        server.Recognizer.Before = (_, _) => refused.Task;
        using var client = await TestClient.StartAsync(server);
        await client.SpeakAsync(Spoken.Words("hello world."));
        await client.SayAsync("""{"type":"session.end"}""");
        await client.SpeakAsync(Spoken.Words("one"));
        AssertRefused(await client.NextAsync("error"), "session_ended", null);
        refused.SetResult();

        var events = await client.RestAsync();

        Assert.Equal("hello world.", Assert.Single(events, e => e.Is("transcript.final")).Text("text"));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task Text_over_64_KiB_closes_the_connection_and_what_was_said_is_recognised()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);
        var id = (await client.NextAsync("session.started")).Text("session_id");
        using var reader = await TestClient.ConnectAsync(server, $"/v1/sessions/{id}");
        await client.SpeakAsync(Spoken.Words("hello world."));

        await client.SayAsync($$"""{"type":"audio.flush","x":"{{new string('x', 64 * 1024)}}"}""");

        AssertRefused((await client.RestAsync())[^1], "message_too_large", null);
        Assert.Equal(4509, (int?)client.CloseStatus);
        Assert.Equal("hello world.", Assert.Single(await reader.RestAsync(), e => e.Is("transcript.final")).Text("text"));
    }

    [Fact]
    public async Task Text_of_64_KiB_is_read()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.ConnectAsync(server);

        await client.SayAsync("""{"type":"session.start"}""".PadRight(64 * 1024));

        Assert.True((await client.NextAsync()).Is("session.started"));
    }

    [Fact]
    public async Task A_message_that_does_not_end_closes_the_connection()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.StartAsync(server);

        await client.SendAsync(new byte[17 * 1024 * 1024], WebSocketMessageType.Binary);

        AssertRefused((await client.RestAsync())[^1], "chunk_too_large", "audio");
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, client.CloseStatus);
    }

    [Fact]
    public async Task A_hundred_refused_messages_close_the_connection()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        for (var i = 0; i < 100; i++)
        {
            await client.SayAsync("?");
        }

        var said = await client.RestAsync();

        Assert.Equal(100, said.Count(e => e.Text("code") is "invalid_json"));
        AssertRefused(said[^1], "too_many_errors", null);
        Assert.Equal(4510, (int?)client.CloseStatus);
    }

    [Fact]
    public async Task One_session_too_many_is_told_when_to_come_back()
    {
        await using var server = await TestServer.StartAsync(limits: new SessionLimits { MaxSessions = 1 });
        using var first = await TestClient.StartAsync(server);
        await first.NextAsync("session.started");
        using var second = await TestClient.StartAsync(server);

        var refusal = await second.NextAsync();

        AssertRefused(refusal, "too_many_sessions", null, retry: true);
        Assert.Equal(2000, refusal.Number("retry_after_ms"));
        Assert.Empty(await second.RestAsync());
        Assert.Equal(4029, (int?)second.CloseStatus);
    }

    [Fact]
    public async Task An_engine_that_fails_is_said_in_the_history_and_the_session_goes_on()
    {
        await using var server = await TestServer.StartAsync();
        server.Recognizer.Fail = request => server.Recognizer.Requests.Count == 1
            ? Failures.ParleyError.Provider(Failures.FailureCategory.InvalidOutput, "Nonsense came back.")
            : null;
        using var client = await TestClient.StartAsync(server, "\"partials\":false,\"mode\":\"batch\"");
        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1), Spoken.Words("three four"), Spoken.Silence(1));
        await client.SayAsync("""{"type":"session.end"}""");

        var events = await client.RestAsync();

        var error = Assert.Single(events, e => e.Is("error"));
        Assert.Equal("provider_failed", error.Text("code"));
        Assert.True(error.Number("seq") > 0);
        Assert.Equal("three four", Assert.Single(events, e => e.Is("transcript.final")).Text("text"));
    }

    private static void AssertRefused(JsonElement message, string code, string? param, bool retry = false)
    {
        Assert.Equal("error", message.Text("type"));
        Assert.Equal((code, param), (message.Text("code"), message.Text("param")));
        Assert.False(message.TryGetProperty("seq", out _));
        Assert.Equal(retry, message.GetProperty("retry").GetBoolean());
        message.Some("message");
        message.Some("request_id");
        Assert.True(Encoding.UTF8.GetByteCount(message.GetRawText()) < 1024);
    }
}
