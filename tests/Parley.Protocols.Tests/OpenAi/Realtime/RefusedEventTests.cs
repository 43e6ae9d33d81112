using System.Net.WebSockets;
using Parley.Engine.Sessions;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi.Realtime;

/// <summary>What is wrong is said, with the name of the event that was; the connection stays unless it cannot.</summary>
public sealed class RefusedEventTests
{
    [Theory]
    [InlineData("?", "invalid_json", null)]
    [InlineData("[]", "invalid_json", null)]
    [InlineData("{}", "invalid_request", "type")]
    [InlineData("{\"type\":\"parley.sing\"}", "unknown_type", "type")]
    [InlineData("{\"type\":\"session.update\"}", "invalid_request", "session")]
    [InlineData("{\"type\":\"session.update\",\"session\":{\"type\":\"translation\"}}", "invalid_request", "session.type")]
    [InlineData("{\"type\":\"input_audio_buffer.append\"}", "invalid_request", "audio")]
    [InlineData("{\"type\":\"input_audio_buffer.append\",\"audio\":\"\"}", "invalid_audio", "audio")]
    [InlineData("{\"type\":\"input_audio_buffer.append\",\"audio\":\"no base64!\"}", "invalid_audio", "audio")]
    [InlineData("{\"type\":\"input_audio_buffer.append\",\"audio\":\"AAAA\"}", "invalid_audio", "audio")]
    [InlineData("{\"type\":\"conversation.item.create\"}", "invalid_request", "item")]
    [InlineData("{\"type\":\"conversation.item.retrieve\",\"item_id\":\"item_1\"}", "item_not_found", "item_id")]
    [InlineData("{\"type\":\"conversation.item.delete\",\"item_id\":\"item_1\"}", "item_not_found", "item_id")]
    [InlineData("{\"type\":\"conversation.item.truncate\",\"item_id\":\"item_1\",\"audio_end_ms\":1}", "item_not_found", "item_id")]
    [InlineData("{\"type\":\"response.cancel\"}", "response_cancel_not_active", null)]
    public async Task An_event_that_means_nothing_is_refused_and_the_session_goes_on(string text, string code, string? param)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server);

        await client.SayAsync(text);
        var error = await client.RefusedAsync();
        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));

        Assert.Equal((code, param), (error.Text("code"), error.Text("param")));
        Assert.Equal("one two", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
    }

    [Fact]
    public async Task The_refusal_names_the_event_and_has_a_name_of_its_own()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server);

        await client.SayAsync("""{"type":"parley.sing","event_id":"evt_7"}""");

        var said = await client.NextAsync();
        Assert.StartsWith("event_", said.Text("event_id"), StringComparison.Ordinal);
        Assert.Equal("evt_7", said.GetProperty("error").Text("event_id"));
    }

    [Fact]
    public async Task A_binary_message_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server);

        await client.SendBinaryAsync(new byte[100]);

        Assert.Contains("base64", (await client.RefusedAsync()).Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_over_the_limit_closes_the_connection()
    {
        await using var server = await TestServer.StartAsync(options => options.Realtime = new() { MaxEventBytes = 10_000 });
        using var client = await RealtimeClient.StartAsync(server);

        await client.AppendAsync(new byte[10_000]);

        Assert.Equal("message_too_large", (await client.RefusedAsync()).Text("code"));
        Assert.Empty(await client.RestAsync());
        Assert.Equal((WebSocketCloseStatus)4509, client.CloseStatus);
    }

    [Fact]
    public async Task Half_a_minute_of_audio_in_one_event_is_taken_whole()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server, "\"turn_detection\":null");

        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(29), Spoken.Words("three four"));
        await client.CommitAsync();

        Assert.Equal("one two three four", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
    }

    [Fact]
    public async Task Settings_without_an_end_are_not_kept()
    {
        await using var server = await TestServer.StartAsync(options => options.Realtime = new() { MaxKeptBytes = 1_000 });
        using var client = await RealtimeClient.StartAsync(server);

        await client.SayAsync($$$"""{"type":"session.update","session":{"instructions":"{{{new string('x', 1_000)}}}"}}""");

        Assert.Equal("session", (await client.RefusedAsync()).Text("param"));
    }

    [Fact]
    public async Task Items_beyond_the_limit_push_the_oldest_out()
    {
        await using var server = await TestServer.StartAsync(options => options.Realtime = new() { MaxItems = 2 });
        using var client = await RealtimeClient.StartAsync(server);
        foreach (var id in new[] { "a", "b", "c" })
        {
            await client.SayAsync($$$"""{"type":"conversation.item.create","item":{"id":"{{{id}}}","type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]}}""");
            await client.NextAsync("conversation.item.done");
        }

        await client.SayAsync("""{"type":"conversation.item.retrieve","item_id":"a"}""");
        Assert.Equal("item_not_found", (await client.RefusedAsync()).Text("code"));
        await client.SayAsync("""{"type":"conversation.item.retrieve","item_id":"b"}""");
        Assert.Equal("hi", (await client.NextAsync("conversation.item.retrieved")).GetProperty("item").GetProperty("content")[0].Text("text"));
        await client.SayAsync("""{"type":"conversation.item.delete","item_id":"b"}""");
        Assert.Equal("b", (await client.NextAsync("conversation.item.deleted")).Text("item_id"));
    }

    [Fact]
    public async Task A_model_that_is_not_here_is_said_at_once()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(server, "/v1/realtime?intent=transcription&model=whisper-9");

        Assert.Equal("unknown_model", (await client.RefusedAsync()).Text("code"));
        Assert.Empty(await client.RestAsync());
        Assert.Equal((WebSocketCloseStatus)4500, client.CloseStatus);
    }

    [Fact]
    public async Task A_server_that_is_full_says_when_to_come_back()
    {
        await using var server = await TestServer.StartAsync(limits: new SessionLimits { MaxSessions = 1 });
        using var first = await RealtimeClient.StartAsync(server);
        await first.SpeakAsync(Spoken.Words("one"));
        await first.NextAsync("input_audio_buffer.speech_started");
        using var second = await RealtimeClient.StartAsync(server);

        await second.SpeakAsync(Spoken.Words("one"));

        Assert.Equal(("too_many_sessions", "server_error"), await second.RefusedAsync() is var error ? (error.Text("code"), error.Text("type")) : default);
        Assert.Empty(await second.RestAsync());
        Assert.Equal((WebSocketCloseStatus)4029, second.CloseStatus);
    }
}
