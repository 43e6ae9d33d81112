using System.Net.WebSockets;
using Parley.Protocols.Tests.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi.Realtime;

/// <summary>How a connection begins, lives and ends.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task The_sub_protocol_is_chosen_and_the_key_beside_it_never_repeated()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server, RawClient.Upgrade("/v1/realtime").Replace(
            "\r\n\r\n", "\r\nSec-WebSocket-Protocol: realtime, openai-insecure-api-key.sk-secret\r\n\r\n", StringComparison.Ordinal));

        Assert.Contains("Sec-WebSocket-Protocol: realtime\r\n", client.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", client.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_is_named_when_none_is_offered()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server, "/v1/realtime");

        Assert.StartsWith("HTTP/1.1 101", client.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Protocol", client.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_key_a_client_has_is_accepted()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(server, configure: options =>
        {
            options.SetRequestHeader("Authorization", "Bearer sk-any");
            options.AddSubProtocol("realtime");
        });

        Assert.Equal("session.created", (await client.NextAsync()).Text("type"));
        Assert.Equal("realtime", client.Protocol);
    }

    [Theory]
    [InlineData(WebSocketCloseStatus.NormalClosure)]
    [InlineData(WebSocketCloseStatus.EndpointUnavailable)]
    public async Task A_client_that_closes_frees_its_session(WebSocketCloseStatus status)
    {
        await using var server = await TestServer.StartAsync();
        var inner = await TestClient.ConnectAsync(server, RealtimeClient.Transcribing);
        using var client = new RealtimeClient(inner);
        await client.SpeakAsync(Spoken.Words("one two"));
        await Eventually.TrueAsync(() => server.Hub.Running == 1);

        await inner.CloseAsync(status);

        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Fact]
    public async Task A_client_that_vanishes_frees_its_session()
    {
        await using var server = await TestServer.StartAsync();
        var inner = await TestClient.ConnectAsync(server, RealtimeClient.Transcribing);
        using var client = new RealtimeClient(inner);
        await client.SpeakAsync(Spoken.Words("one two"));
        await Eventually.TrueAsync(() => server.Hub.Running == 1);

        inner.Abort();

        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Fact]
    public async Task A_client_that_says_nothing_for_a_minute_is_told_and_sent_away()
    {
        await using var server = await TestServer.StartAsync(options => options.Sessions = new() { ClientTimeout = TimeSpan.FromHours(1), CloseTimeout = TimeSpan.FromHours(1) });
        using var client = await RealtimeClient.ConnectAsync(server);
        await client.NextAsync("session.created");
        var rest = client.RestAsync();

        await server.Time.UntilAsync(() => rest.IsCompleted, TimeSpan.FromSeconds(120));

        Assert.Equal("idle_timeout", (await rest)[0].GetProperty("error").Text("code"));
        Assert.Equal((WebSocketCloseStatus)4008, client.CloseStatus);
    }

    [Fact]
    public async Task A_client_that_falls_behind_is_cut_off()
    {
        await using var server = await TestServer.StartAsync(
            options => options.Sessions = new() { ClientTimeout = TimeSpan.FromHours(1), CloseTimeout = TimeSpan.FromHours(2) });
        using var client = await RawClient.UpgradeAsync(server, RealtimeClient.Transcribing, receiveBuffer: 256 * 1024);
        await client.SendAsync(RawClient.Text(
            $$$"""{"type":"conversation.item.create","item":{"id":"a","content":[{"text":"{{{new string('x', 60_000)}}}"}]}}"""));

        // More than the system takes in for a client that does not read.
        for (var i = 0; i < 300; i++)
        {
            await client.SendAsync(RawClient.Text("""{"type":"conversation.item.retrieve","item_id":"a"}"""));
        }

        await server.Time.UntilAsync(
            () => server.Time.Pending.Any(due => due > TimeSpan.FromMinutes(90)), TimeSpan.FromSeconds(30));
        var rest = await client.RestAsync();

        Assert.Equal(4013, rest[^1].CloseCode);
        Assert.Equal("reader_too_slow", rest[^2].Json.GetProperty("error").Text("code"));
    }

    [Fact]
    public async Task A_server_that_stops_finishes_what_was_said_and_says_why_it_closes()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.StartAsync(server);
        await client.SpeakAsync(Spoken.Words("one two"));
        await client.NextAsync("input_audio_buffer.speech_started");

        await server.Hub.StopAsync(TestContext.Current.CancellationToken);
        var events = await client.RestAsync();

        Assert.Contains(events, said => said.Is(RealtimeReading.Completed) && said.Text("transcript") is "one two");
        Assert.Equal("shutting_down", events[^1].GetProperty("error").Text("code"));
        Assert.Equal(4001, (int?)client.CloseStatus);
    }

    [Fact]
    public async Task A_connection_without_audio_is_closed_at_once()
    {
        await using var server = await TestServer.StartAsync();
        var inner = await TestClient.ConnectAsync(server, RealtimeClient.Transcribing);
        using var client = new RealtimeClient(inner);
        await client.NextAsync("session.created");

        var stopped = server.StopAsync();

        Assert.Equal("shutting_down", Assert.Single(await client.RestAsync()).GetProperty("error").Text("code"));
        Assert.Equal(4001, (int?)client.CloseStatus);
        inner.Abort();
        await stopped;
    }

    [Fact]
    public async Task Without_an_upgrade_the_address_says_what_it_speaks()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server, "GET /v1/realtime HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 426", client.Head, StringComparison.Ordinal);
        Assert.Contains("Upgrade: websocket", client.Head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Content-Type: application/json\r\n", client.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_that_is_refused_is_answered_as_OpenAIs_clients_read_it()
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };

        using var answer = await http.GetAsync("/v1/realtime", TestContext.Current.CancellationToken);

        Assert.Equal(426, (int)answer.StatusCode);
        var error = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error");
        Assert.Equal(("invalid_request_error", "invalid_request", "Upgrade"), (error.Text("type"), error.Text("code"), error.Text("param")));
        Assert.Contains("WebSocket", error.Text("message"), StringComparison.Ordinal);
    }
}
