using System.Net;
using System.Net.WebSockets;
using Parley.Server.Support;

namespace Parley.Server.Http;

public sealed class OriginGuardTests
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    [InlineData("file://")]
    public async Task A_page_of_another_site_cannot_open_a_session(string origin)
    {
        await using var server = await TestServer.StartAsync();

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => Speaker.ConnectAsync(server.Address, ("Origin", origin)));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Hub.Running);
    }

    [Theory]
    [InlineData("https://evil.example", "", 403, null)]
    [InlineData("https://evil.example", "https://friend.example", 403, null)]
    [InlineData("https://friend.example", "https://friend.example", 200, "https://friend.example")]
    public async Task A_page_of_another_site_connects_by_Socket_IO_only_where_it_is_listed(
        string origin, string listed, int status, string? allowed)
    {
        await using var server = await TestServer.StartAsync(("Web:Origins", listed));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/socket.io/?EIO=4&transport=polling");
        request.Headers.Add("Origin", origin);

        using var answer = await server.Client.SendAsync(request, Patience.Token());

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
    }

    [Fact]
    public async Task A_page_of_another_site_is_refused_the_realtime_wire_as_OpenAIs_clients_read_it()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/realtime");
        request.Headers.Add("Origin", "https://evil.example");

        using var answer = await server.Client.SendAsync(request, Patience.Token());

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var error = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patience.Token())).RootElement.GetProperty("error");
        Assert.Equal("forbidden_origin", error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_own_page_can()
    {
        await using var server = await TestServer.StartAsync();

        using var speaker = await Speaker.ConnectAsync(server.Address, ("Origin", server.Address.GetLeftPart(UriPartial.Authority)));
        await speaker.SayAsync("""{"type":"session.start"}""");

        Assert.Equal(1, (await speaker.NextAsync("session.started")).GetProperty("seq").GetInt32());
    }

    [Fact]
    public async Task A_program_without_an_origin_can()
    {
        await using var server = await TestServer.StartAsync();

        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");

        await speaker.NextAsync("session.started");
    }

    [Fact]
    public async Task The_page_behind_a_TLS_proxy_counts_as_the_own_one()
    {
        await using var server = await TestServer.StartAsync(("Listen:AllowedHosts", "captions.example"));

        using var speaker = await Speaker.ConnectAsync(server.Address, ("Host", "captions.example"), ("Origin", "https://captions.example"));
        await speaker.SayAsync("""{"type":"session.start"}""");

        await speaker.NextAsync("session.started");
    }

    [Fact]
    public async Task A_listed_origin_may_ask_and_read_the_answer()
    {
        await using var server = await TestServer.StartAsync(("Web:Origins", "https://app.example"));
        var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Add("Origin", "https://app.example");

        var answer = await server.Client.SendAsync(request, Patience.Token());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("https://app.example", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task The_question_before_an_upload_is_answered_for_a_listed_origin_only()
    {
        await using var server = await TestServer.StartAsync(("Web:Origins", "https://app.example"));

        Assert.Equal(HttpStatusCode.NoContent, await PreflightAsync(server, "https://app.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await PreflightAsync(server, "https://evil.example"));
    }

    [Fact]
    public async Task A_listed_origin_may_make_and_end_a_session_and_learn_where_it_is_and_no_other_may()
    {
        await using var server = await TestServer.StartAsync(("Web:Origins", "https://app.example"));
        var made = await FromAsync(server, HttpMethod.Post, "/v1/sessions", "https://app.example");
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Contains("Location", Assert.Single(made.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
        Assert.Contains("DELETE", Assert.Single(made.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        Assert.Contains("Last-Event-ID", Assert.Single(made.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);

        var path = made.Headers.Location!.OriginalString;
        foreach (var (method, address) in new[] { (HttpMethod.Post, "/v1/sessions"), (HttpMethod.Get, $"{path}/events"), (HttpMethod.Delete, path) })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await FromAsync(server, method, address, "https://evil.example")).StatusCode);
        }

        Assert.Equal(1, server.Hub.Running);
    }

    private static Task<HttpResponseMessage> FromAsync(TestServer server, HttpMethod method, string path, string origin)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        return server.Client.SendAsync(request, Patience.Token());
    }

    private static async Task<HttpStatusCode> PreflightAsync(TestServer server, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/v1/audio/transcriptions");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        return (await server.Client.SendAsync(request, Patience.Token())).StatusCode;
    }
}
