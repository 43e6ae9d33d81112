using System.Net;
using Parley.Server.Support;

namespace Parley.Server.Http;

public sealed class PageFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-web-");

    public PageFilesTests()
    {
        _folder.CreateSubdirectory("assets");
        File.WriteAllText(Path.Combine(_folder.FullName, "index.html"), $"<!doctype html><title>Page</title>{new string(' ', 2_000)}");
        File.WriteAllText(Path.Combine(_folder.FullName, "assets", "main-1a2b3c.js"), $"export {{}};{new string(' ', 2_000)}");
    }

    [Fact]
    public async Task The_page_is_served_and_asked_for_anew_each_time()
    {
        await using var server = await ServeAsync();

        var answer = await server.Client.GetAsync("/", Patience.Token());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        Assert.Contains("<title>Page</title>", await answer.Content.ReadAsStringAsync(Patience.Token()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_named_by_its_content_is_kept_for_ever()
    {
        await using var server = await ServeAsync();

        var answer = await server.Client.GetAsync("/assets/main-1a2b3c.js", Patience.Token());

        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl?.ToString());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Text_is_compressed_for_who_can_read_it(string encoding)
    {
        await using var server = await ServeAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/assets/main-1a2b3c.js");
        request.Headers.Add("Accept-Encoding", encoding);

        var answer = await server.Client.SendAsync(request, Patience.Token());

        Assert.Equal(encoding, Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.True((await answer.Content.ReadAsByteArrayAsync(Patience.Token())).Length < 500);
    }

    [Fact]
    public async Task A_page_that_is_not_built_says_how_to_build_it()
    {
        await using var server = await TestServer.StartAsync(("Web:Folder", "/no/such/folder"));

        var answer = await server.Client.GetAsync("/", Patience.Token());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("./parley setup", await answer.Content.ReadAsStringAsync(Patience.Token()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/../secret.txt")]
    [InlineData("/%2e%2e/secret.txt")]
    [InlineData("/assets/..%2f..%2fsecret.txt")]
    public async Task Nothing_outside_the_folder_is_served(string path)
    {
        File.WriteAllText(Path.Combine(_folder.Parent!.FullName, "secret.txt"), "secret");
        await using var server = await ServeAsync();

        var answer = await server.Client.GetAsync(new Uri(server.Address + path[1..]), Patience.Token());

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<TestServer> ServeAsync() => TestServer.StartAsync(("Web:Folder", _folder.FullName));
}
