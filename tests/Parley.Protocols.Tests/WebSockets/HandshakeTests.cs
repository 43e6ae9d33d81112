using System.Net;
using System.Text.Json;

namespace Parley.Protocols.Tests.WebSockets;

public sealed class HandshakeTests
{
    [Fact]
    public async Task The_key_is_answered_as_RFC_6455_has_it()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.UpgradeAsync(server);

        Assert.StartsWith("HTTP/1.1 101 ", client.Head, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", client.Head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Upgrade: websocket\r\n", client.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Compression_and_sub_protocols_are_not_offered()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server, RawClient.Upgrade("/v1/sessions").Replace(
            "\r\n\r\n",
            "\r\nSec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: chat\r\n\r\n",
            StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 101 ", client.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", client.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Sec-WebSocket-Protocol", client.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/v1/sessions")]
    [InlineData("/v1/sessions?after=3")]
    public async Task A_request_without_an_upgrade_is_told_to_upgrade(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };

        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Equal("websocket", answer.Headers.Upgrade.Single().Name);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(426, problem.Number("status"));
        Assert.Equal("invalid_request", problem.Text("code"));
        problem.Some("request_id");
    }

    [Theory]
    [InlineData("8", RawClient.Key, "HTTP/1.1 426 ")]
    [InlineData("13", "c2hvcnQ=", "HTTP/1.1 400 ")]
    [InlineData("13", "not base 64 at all!!====", "HTTP/1.1 400 ")]
    public async Task A_wrong_version_or_key_is_refused(string version, string key, string status)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server, RawClient.Upgrade("/v1/sessions", version, key));

        Assert.StartsWith(status, client.Head, StringComparison.Ordinal);
        Assert.Equal(
            version is not "13", client.Head.Contains("Sec-WebSocket-Version: 13\r\n", StringComparison.OrdinalIgnoreCase));
    }
}
