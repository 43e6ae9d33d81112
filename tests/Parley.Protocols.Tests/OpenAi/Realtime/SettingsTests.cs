using System.Text.Json;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi.Realtime;

/// <summary>What a session is, in both shapes, and what becomes of it when its client changes its mind.</summary>
public sealed class SettingsTests
{
    [Fact]
    public async Task The_server_speaks_first_and_says_what_the_session_is()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(server);

        var created = await client.NextAsync();

        Assert.Equal("session.created", created.Text("type"));
        Assert.StartsWith("event_", created.Text("event_id"), StringComparison.Ordinal);
        var session = created.GetProperty("session");
        Assert.Equal(("transcription", "realtime.transcription_session"), (session.Text("type"), session.Text("object")));
        var input = session.GetProperty("audio").GetProperty("input");
        Assert.Equal(("audio/pcm", 24_000), (input.GetProperty("format").Text("type"), input.GetProperty("format").Number("rate")));
        Assert.Equal(("server_vad", 600), (input.GetProperty("turn_detection").Text("type"), input.GetProperty("turn_detection").Number("silence_duration_ms")));
        Assert.Equal("scripted", input.GetProperty("transcription").Text("model"));
    }

    [Fact]
    public async Task An_update_is_laid_over_what_was_set_before()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(server, "/v1/realtime?model=gpt-realtime");
        await client.NextAsync("session.created");

        await client.SayAsync("""{"type":"session.update","session":{"type":"realtime","tracing":"auto"}}""");
        await client.NextAsync("session.updated");
        await client.SayAsync("""
            {"type":"session.update","session":{"type":"realtime","instructions":"Be brief.","audio":{"input":{"noise_reduction":{"type":"near_field"},
            "turn_detection":{"type":"server_vad","silence_duration_ms":500,"create_response":true}},"output":{"voice":"alloy"}},
            "tools":[{"type":"function","parameters":{"a":{"b":{"c":{"d":{"e":{"f":{"g":1}}}}}}}}]}}
            """);
        var session = (await client.NextAsync("session.updated")).GetProperty("session");

        Assert.Equal(("auto", "Be brief.", "gpt-realtime"), (session.Text("tracing"), session.Text("instructions"), session.Text("model")));
        Assert.Equal("alloy", session.GetProperty("audio").GetProperty("output").Text("voice"));
        var input = session.GetProperty("audio").GetProperty("input");
        Assert.Equal("near_field", input.GetProperty("noise_reduction").Text("type"));
        Assert.Equal(500, input.GetProperty("turn_detection").Number("silence_duration_ms"));
        Assert.False(input.GetProperty("turn_detection").GetProperty("create_response").GetBoolean());
        Assert.Equal(0, session.GetProperty("tools").GetArrayLength());
        Assert.Equal("session.tools", (await client.RefusedAsync()).Text("param"));
    }

    [Fact]
    public async Task The_flat_shape_means_the_same_and_is_answered_flat()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(server, configure: options => options.SetRequestHeader("OpenAI-Beta", "realtime=v1"));
        await client.NextAsync("transcription_session.created");

        await client.SayAsync("""
            {"type":"transcription_session.update","session":{"input_audio_format":"g711_ulaw","input_audio_transcription":{"model":"whisper-1","language":"en"},
            "turn_detection":null}}
            """);

        var session = (await client.NextAsync("transcription_session.updated")).GetProperty("session");
        Assert.Equal(("g711_ulaw", "whisper-1"), (session.Text("input_audio_format"), session.GetProperty("input_audio_transcription").Text("model")));
        Assert.Equal(JsonValueKind.Null, session.GetProperty("turn_detection").ValueKind);
        Assert.False(session.TryGetProperty("audio", out _));
    }

    [Fact]
    public async Task Clients_from_before_hear_of_items_in_one_event()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(
            server, "/v1/realtime?model=gpt-4o-realtime-preview", options => options.AddSubProtocol("openai-beta.realtime-v1"));
        await client.SayAsync("""{"type":"session.update","session":{"input_audio_format":"pcm16","turn_detection":null}}""");
        await client.AppendAsync(Upsampled("one two"));
        await client.CommitAsync();

        var events = await client.UpToAsync(RealtimeReading.Completed);

        Assert.Contains("conversation.item.created", events.Types());
        Assert.DoesNotContain("conversation.item.added", events.Types());
        Assert.Equal("one two", events[^1].Text("transcript"));
    }

    [Fact]
    public async Task Audio_of_24_kHz_is_what_is_expected_of_who_does_not_say()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(server);
        await client.SayAsync("""{"type":"session.update","session":{"type":"transcription","audio":{"input":{"turn_detection":null}}}}""");
        await client.AppendAsync(Upsampled("the quick brown fox"));
        await client.CommitAsync();

        Assert.Equal("the quick brown fox", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
    }

    [Theory]
    [InlineData("audio/pcmu", 0xFF)]
    [InlineData("audio/pcma", 0xD5)]
    public async Task Telephone_audio_has_8_kHz_and_a_byte_a_sample(string type, byte silence)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(server);
        await client.SayAsync("{\"type\":\"session.update\",\"session\":{\"audio\":{\"input\":{\"format\":{\"type\":\"" + type + "\"},\"turn_detection\":null}}}}");
        await client.AppendAsync([.. Enumerable.Repeat(silence, 16_000)]);
        await client.CommitAsync();

        var completed = await client.NextAsync(RealtimeReading.Completed);

        Assert.Equal(("", 2), (completed.Text("transcript"), completed.GetProperty("usage").Number("seconds")));
    }

    [Fact]
    public async Task What_was_said_before_a_change_is_said_before_what_comes_after_it()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server);

        await client.SpeakAsync(Spoken.Words("one two"));
        await client.UpdateAsync("\"turn_detection\":null");
        await client.SpeakAsync(Spoken.Words("three four"));
        await client.CommitAsync();

        Assert.Equal("one two", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
        Assert.Equal("three four", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_of_the_audio_disturbs_nothing()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server);

        await client.SpeakAsync(Spoken.Words("one two"));
        await client.SayAsync("""{"type":"session.update","session":{"instructions":"Be brief."}}""");
        await client.SpeakAsync(Spoken.Words("three four"), Spoken.Silence(1));

        Assert.Equal("one two three four", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
    }

    [Theory]
    [InlineData("audio/opus", "session.audio.input.format.type")]
    [InlineData("audio/pcm\",\"rate\":7999,\"x\":\"", "session.audio.input.format.rate")]
    [InlineData("audio/pcmu\",\"rate\":16000,\"x\":\"", "session.audio.input.format.rate")]
    public async Task A_format_that_is_none_is_refused_by_its_field(string type, string field)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(server);
        await client.NextAsync("session.created");

        await client.SayAsync("{\"type\":\"session.update\",\"session\":{\"audio\":{\"input\":{\"format\":{\"type\":\"" + type + "\"}}}}}");

        Assert.Equal(field, (await client.RefusedAsync()).Text("param"));
    }

    [Theory]
    [InlineData("\"threshold\":1.1", "session.audio.input.turn_detection.threshold")]
    [InlineData("\"prefix_padding_ms\":-1", "session.audio.input.turn_detection.prefix_padding_ms")]
    [InlineData("\"silence_duration_ms\":99", "session.audio.input.turn_detection.silence_duration_ms")]
    [InlineData("\"type\":\"sixth_sense\"", "session.audio.input.turn_detection.type")]
    [InlineData("\"type\":\"semantic_vad\",\"eagerness\":\"some\"", "session.audio.input.turn_detection.eagerness")]
    public async Task A_turn_detection_out_of_range_is_refused_by_its_field_and_changes_nothing(string given, string field)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, "\"turn_detection\":null");

        await client.UpdateAsync($"\"turn_detection\":{{{given}}}");
        Assert.Equal(field, (await client.RefusedAsync()).Text("param"));
        await client.UpdateAsync();

        var session = (await client.NextAsync("session.updated")).GetProperty("session");
        Assert.Equal(JsonValueKind.Null, session.GetProperty("audio").GetProperty("input").GetProperty("turn_detection").ValueKind);
    }

    [Theory]
    [InlineData("{\"model\":\"whisper-9\"}", "unknown_model", "session.audio.input.transcription.model")]
    [InlineData("{\"model\":\"gpt-4o-transcribe-diarize\"}", "unknown_model", "session.audio.input.transcription.model")]
    [InlineData("{\"language\":\"xx\"}", "unsupported_language", "session.audio.input.transcription.language")]
    [InlineData("{\"language\":\"?\"}", "invalid_request", "session.audio.input.transcription.language")]
    public async Task What_cannot_be_transcribed_is_refused_when_it_is_asked_for(string transcription, string code, string field)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server);

        await client.UpdateAsync($"\"transcription\":{transcription}");

        var error = await client.RefusedAsync();
        Assert.Equal((code, field), (error.Text("code"), error.Text("param")));
    }

    [Fact]
    public async Task Empty_hints_say_nothing()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server);

        await client.UpdateAsync("\"transcription\":{\"model\":\"gpt-4o-transcribe\",\"language\":\"\",\"prompt\":\"\"}");

        Assert.Equal("session.updated", (await client.NextAsync()).Text("type"));
    }

    /// <summary>Each sample held for one and a half: 24 kHz.</summary>
    private static byte[] Upsampled(string words)
    {
        var spoken = Spoken.Words(words);
        return Spoken.S16Le([.. Enumerable.Range(0, spoken.Length * 3 / 2).Select(i => spoken[i * 2 / 3])]);
    }
}
