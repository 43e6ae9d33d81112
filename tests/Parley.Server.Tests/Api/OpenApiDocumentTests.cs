using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Parley.Server.Support;
using Document = Microsoft.OpenApi.OpenApiDocument;

namespace Parley.Server.Api;

public sealed partial class OpenApiDocumentTests
{
    /// <summary>gRPC describes itself by reflection; the other says that the page is not built.</summary>
    private static readonly string[] Elsewhere = ["/", "/{service}/{method}"];

    [Fact]
    public async Task Every_route_that_is_mapped_is_in_it_and_no_other()
    {
        await using var server = await TestServer.StartAsync();
        var mapped = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => !Elsewhere.Contains(route.RoutePattern.RawText, StringComparer.Ordinal))
            .SelectMany(route => Methods(route).Select(method => $"{method} {route.RoutePattern.RawText}"));

        var root = await ReadAsync(server);

        Assert.Equal(mapped.Order(StringComparer.Ordinal), Operations(root).Select(o => o.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_says_under_a_heading_of_its_own_what_it_does()
    {
        await using var server = await TestServer.StartAsync();

        var silent = Operations(await ReadAsync(server)).Where(o => o.Body.GetProperty("tags")[0].GetString() is "Other").Select(o => o.Name);

        // Mend it beside the route: .WithMetadata(new ApiOperation(…)).
        Assert.Empty(silent);
    }

    [Fact]
    public async Task Every_error_code_of_the_protocol_is_one_it_knows()
    {
        await using var server = await TestServer.StartAsync();
        var table = Repository.Read("docs/protocol.md").Split("\n## Errors\n")[1].Split("| close code |")[0].Split("| code | when |")[1];
        var documented = Code().Matches(string.Join('\n', table.Split('\n').Select(row => row.Split('|')).Where(cells => cells.Length > 1).Select(cells => cells[1])))
            .Select(match => match.Groups["code"].Value).Order(StringComparer.Ordinal).ToList();

        var known = (await ReadAsync(server)).GetProperty("components").GetProperty("schemas").GetProperty("ErrorCode").GetProperty("enum")
            .EnumerateArray().Select(code => code.GetString()!);

        Assert.NotEmpty(documented);
        Assert.Equal(documented, known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_valid_OpenAPI_3_1()
    {
        await using var server = await TestServer.StartAsync();

        var read = Document.Parse(await server.Client.GetStringAsync(ApiEndpoints.DocumentPath, Patience.Token()), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
    }

    [Fact]
    public async Task Every_reference_in_it_leads_somewhere()
    {
        await using var server = await TestServer.StartAsync();
        var root = await ReadAsync(server);
        var references = Reference().Matches(root.GetRawText()).Select(match => match.Groups["path"].Value).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, path => Assert.Equal(JsonValueKind.Object, path.Split('/').Aggregate(root, (node, step) => node.GetProperty(step)).ValueKind));
    }

    [Theory]
    [InlineData("GET", "/health", "/health", "200", "application/json")]
    [InlineData("GET", "/api/system/info", "/api/system/info", "200", "application/json")]
    [InlineData("GET", "/v1/models", "/v1/models", "200", "application/json")]
    [InlineData("GET", "/v1/models/whisper-1", "/v1/models/{id}", "200", "application/json")]
    [InlineData("POST", "/v1/sessions", "/v1/sessions", "201", "application/json")]
    [InlineData("GET", "/v1/sessions/s_none", "/v1/sessions/{id}", "404", "application/problem+json")]
    [InlineData("GET", "/v1/models/none", "/v1/models/{id}", "404", "application/json")]
    public async Task An_answer_has_the_fields_that_are_described(string method, string address, string path, string status, string mediaType)
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Parse(method), address), Patience.Token());
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patience.Token())).RootElement;

        var root = await ReadAsync(server);
        var response = Resolve(root, root.GetProperty("paths").GetProperty(path).GetProperty(method.ToLowerInvariant()).GetProperty("responses").GetProperty(status));
        var schema = Resolve(root, response.GetProperty("content").GetProperty(mediaType).GetProperty("schema"));

        Assert.Equal(status, ((int)answer.StatusCode).ToString());
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Names(schema.GetProperty("properties")), Names(body));
    }

    [Fact]
    public async Task Its_page_shows_every_address_and_needs_no_script_and_no_other_site()
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await server.Client.GetAsync(ApiEndpoints.PagePath, Patience.Token());
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Patience.Token()));
        var style = await server.Client.GetStringAsync(ApiEndpoints.StylePath, Patience.Token());

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.All((await ReadAsync(server)).GetProperty("paths").EnumerateObject(), path => Assert.Contains($"</span> {path.Name}</code>", page, StringComparison.Ordinal));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page + style, StringComparison.Ordinal);
        Assert.All(Links().Matches(page).Select(link => link.Groups["id"].Value), id => Assert.Contains($"id=\"{id}\"", page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Methods(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: [_, ..] methods } ? methods : [HttpMethods.Get, HttpMethods.Post];

    private static async Task<JsonElement> ReadAsync(TestServer server) =>
        JsonDocument.Parse(await server.Client.GetStringAsync(ApiEndpoints.DocumentPath, Patience.Token())).RootElement;

    private static IEnumerable<(string Name, JsonElement Body)> Operations(JsonElement root) => root.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(o => ($"{o.Name.ToUpperInvariant()} {path.Name}", o.Value)));

    private static JsonElement Resolve(JsonElement root, JsonElement node) => node.TryGetProperty("$ref", out var reference)
        ? reference.GetString()![2..].Split('/').Aggregate(root, (at, step) => at.GetProperty(step))
        : node;

    private static IEnumerable<string> Names(JsonElement fields) => fields.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal);

    [GeneratedRegex("`(?<code>[a-z_]+)`", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Code();

    [GeneratedRegex("\"\\$ref\": \"#/(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Reference();

    [GeneratedRegex("href=\"#(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Links();
}
