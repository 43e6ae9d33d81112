using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parley.Protocols.Http.Api;

namespace Parley.Server.Api;

/// <summary>The API document, and the page on which a person reads it.</summary>
internal static class ApiEndpoints
{
    public const string DocumentPath = "/openapi/v1.json";
    public const string PagePath = "/api/docs";
    public const string StylePath = "/api/docs.css";

    private const string Group = "This document";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ApiOperation Document = Describe("The API as OpenAPI 3.1", "application/json");
    private static readonly ApiOperation Page = Describe("The API as a page", "text/html");
    private static readonly ApiOperation Style = Describe("How the page looks", "text/css");

    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(DocumentPath, (OpenApiDocument document) => Results.Text(
            document.Root.ToJsonString(Indented), "application/json", Encoding.UTF8)).WithMetadata(Document);
        endpoints.MapGet(PagePath, (OpenApiDocument document) => Results.Text(
            ApiPage.Write(document.Root), "text/html", Encoding.UTF8)).WithMetadata(Page);
        endpoints.MapGet(StylePath, () => Results.Text(ApiPage.Style, "text/css", Encoding.UTF8)).WithMetadata(Style);
    }

    private static ApiOperation Describe(string summary, string mediaType) => new(Group, summary)
    {
        Answers = [new ApiAnswer(200, summary, new ApiContent(mediaType, mediaType is "application/json" ? ApiSchema.Bytes : ApiSchema.Text))],
    };
}
