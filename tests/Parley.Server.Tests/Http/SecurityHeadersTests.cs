using Parley.Server.Support;

namespace Parley.Server.Http;

public sealed class SecurityHeadersTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/v1/nothing")]
    public async Task Every_answer_tells_the_browser_what_not_to_do(string path)
    {
        await using var server = await TestServer.StartAsync();

        var headers = (await server.Client.GetAsync(path, Patience.Token())).Headers;

        var policy = Assert.Single(headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'self'", policy);
        Assert.Contains("media-src 'self' blob:", policy);
        Assert.Contains($"connect-src 'self' ws://{server.Address.Authority} wss://{server.Address.Authority}", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain(policy, part => part.Contains("unsafe", StringComparison.Ordinal));
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(headers.GetValues("Referrer-Policy")));
        Assert.Contains("microphone=(self)", Assert.Single(headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
        Assert.False(headers.Contains("Server"));
    }
}
