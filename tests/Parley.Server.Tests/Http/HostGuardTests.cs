using System.Net;
using Parley.Server.Support;

namespace Parley.Server.Http;

public sealed class HostGuardTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:7310")]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::1]:80")]
    [InlineData("192.168.1.20")]
    [InlineData("captions.example")]
    public async Task Names_that_cannot_be_pointed_elsewhere_and_those_listed_are_answered(string host)
    {
        await using var server = await TestServer.StartAsync(("Listen:AllowedHosts", "captions.example"));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, host)).StatusCode);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("captions.example.evil.example")]
    public async Task Any_other_name_is_refused(string host)
    {
        await using var server = await TestServer.StartAsync(("Listen:AllowedHosts", "captions.example"));

        var answer = await AskAsync(server, host);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Contains("\"unknown_host\"", await answer.Content.ReadAsStringAsync(Patience.Token()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_star_answers_to_any_name()
    {
        await using var server = await TestServer.StartAsync(("Listen:AllowedHosts", "*"));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "evil.example")).StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(TestServer server, string host)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Host = host;
        return server.Client.SendAsync(request, Patience.Token());
    }
}
