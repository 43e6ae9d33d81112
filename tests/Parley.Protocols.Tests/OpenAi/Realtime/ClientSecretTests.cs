using System.Net;
using System.Text;
using System.Text.Json;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi.Realtime;

/// <summary>Ephemeral keys: they carry what their session is to be, and end.</summary>
public sealed class ClientSecretTests
{
    private const string Asked = """
        {"expires_after":{"anchor":"created_at","seconds":60},
         "session":{"type":"transcription","audio":{"input":{"format":{"type":"audio/pcm","rate":16000},
           "transcription":{"model":"whisper-1","language":"en"},"turn_detection":null}}}}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_session_of_a_key_is_as_it_was_asked_for(bool subProtocol)
    {
        await using var server = await TestServer.StartAsync();
        var (status, made) = await PostAsync(server, "client_secrets", Asked);
        var key = made.Some("value");
        using var client = await RealtimeClient.ConnectAsync(server, "/v1/realtime?model=gpt-realtime", options =>
        {
            if (subProtocol)
            {
                options.AddSubProtocol("realtime");
                options.AddSubProtocol($"openai-insecure-api-key.{key}");
            }
            else
            {
                options.SetRequestHeader("Authorization", $"Bearer {key}");
            }
        });

        var session = (await client.NextAsync("session.created")).GetProperty("session");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("ek_", key, StringComparison.Ordinal);
        Assert.Equal(server.Time.GetUtcNow().ToUnixTimeSeconds() + 60, made.Number("expires_at"));
        Assert.Equal(("transcription", "realtime.transcription_session"), (session.Text("type"), session.Text("object")));
        Assert.Equal(made.GetProperty("session").GetProperty("audio").ToString(), session.GetProperty("audio").ToString());
        await client.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(0.2));
        await client.CommitAsync();
        Assert.Equal("one two", (await client.NextAsync(RealtimeReading.Completed)).Text("transcript"));
    }

    [Theory]
    [InlineData("sessions", "realtime.session")]
    [InlineData("transcription_sessions", "realtime.transcription_session")]
    public async Task The_addresses_of_the_beta_answer_with_the_session_and_the_key_inside(string address, string kind)
    {
        await using var server = await TestServer.StartAsync();

        var (status, made) = await PostAsync(
            server, address, """{"input_audio_format":"g711_ulaw","input_audio_transcription":{"model":"gpt-4o-transcribe"}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((kind, "g711_ulaw"), (made.Text("object"), made.Text("input_audio_format")));
        var secret = made.GetProperty("client_secret");
        Assert.Equal(server.Time.GetUtcNow().ToUnixTimeSeconds() + 600, secret.Number("expires_at"));
        using var client = await RealtimeClient.ConnectAsync(server, "/v1/realtime", options =>
        {
            options.SetRequestHeader("Authorization", $"Bearer {secret.Some("value")}");
            options.SetRequestHeader("OpenAI-Beta", "realtime=v1");
        });
        var session = (await client.NextAsync()).GetProperty("session");
        Assert.Equal((kind, "g711_ulaw"), (session.Text("object"), session.Text("input_audio_format")));
    }

    [Fact]
    public async Task A_key_that_has_expired_is_refused_as_OpenAIs_clients_read_it()
    {
        await using var server = await TestServer.StartAsync();
        var (_, made) = await PostAsync(server, "client_secrets", Asked);
        server.Time.Advance(TimeSpan.FromSeconds(60));
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {made.Some("value")}");

        using var answer = await http.GetAsync("/v1/realtime", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("client_secret_expired", (await BodyAsync(answer)).GetProperty("error").Text("code"));
    }

    [Theory]
    [InlineData("ek_made_elsewhere")]
    [InlineData("ek_eyJleHBpcmVzX2F0IjoieCJ9")]
    [InlineData("ek_W10")]
    public async Task A_key_that_was_not_made_here_is_a_key_as_any_other(string key)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RealtimeClient.ConnectAsync(
            server, configure: options => options.SetRequestHeader("Authorization", $"Bearer {key}"));

        Assert.Equal("session.created", (await client.NextAsync()).Text("type"));
    }

    [Theory]
    [InlineData("not JSON", 400, "invalid_json", null)]
    [InlineData("""{"expires_after":{"seconds":5}}""", 400, "invalid_request", "expires_after.seconds")]
    [InlineData("""{"expires_after":{"seconds":7201}}""", 400, "invalid_request", "expires_after.seconds")]
    [InlineData("""{"expires_after":{"anchor":"birth"}}""", 400, "invalid_request", "expires_after.anchor")]
    [InlineData("""{"session":7}""", 400, "invalid_request", "session")]
    [InlineData("""{"session":{"type":"opera"}}""", 400, "invalid_request", "session.type")]
    [InlineData("""{"session":{"audio":{"input":{"transcription":{"model":"fnord"}}}}}""", 404, "unknown_model", "session.audio.input.transcription.model")]
    [InlineData("""{"session":{"audio":{"input":{"transcription":{"language":"fr"}}}}}""", 400, "unsupported_language", "session.audio.input.transcription.language")]
    public async Task What_no_session_can_be_gets_no_key(string body, int status, string code, string? param)
    {
        await using var server = await TestServer.StartAsync();

        var (answered, json) = await PostAsync(server, "client_secrets", body);

        var error = json.GetProperty("error");
        Assert.Equal((status, code, param), ((int)answered, error.Text("code"), error.Text("param")));
    }

    [Fact]
    public async Task What_a_header_cannot_carry_gets_no_key()
    {
        await using var server = await TestServer.StartAsync();

        var (status, json) = await PostAsync(
            server, "client_secrets", $$$"""{"session":{"instructions":"{{{new string('x', 8_192)}}}"}}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal(("message_too_large", "session"), (json.GetProperty("error").Text("code"), json.GetProperty("error").Text("param")));
        Assert.Contains("8192", json.GetProperty("error").Text("message"), StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(TestServer server, string address, string body)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync($"/v1/realtime/{address}", content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await BodyAsync(answer));
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
}
