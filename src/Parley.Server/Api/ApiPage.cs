using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Server.Api;

/// <summary>The API document as plain HTML: no script, nothing from elsewhere, so it reads offline and under any policy.</summary>
internal static class ApiPage
{
    public const string Style =
        """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
        summary { cursor: pointer; padding: .5rem 0; }
        details { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
        details > :not(summary) { margin-left: 1rem; }
        code, pre { font: .875rem/1.4 ui-monospace, monospace; }
        pre { overflow-x: auto; padding: .75rem; background: color-mix(in srgb, currentColor 7%, transparent); }
        .method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
        table { border-collapse: collapse; }
        th, td { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0; }
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonObject document)
    {
        var info = document["info"]!.AsObject();
        var html = new StringBuilder(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(info["title"])} API</title><link rel="stylesheet" href="{ApiEndpoints.StylePath}"></head>
            <body><main>
            <h1>{Text(info["title"])} API</h1>
            <p>{Text(info["description"])} Version {Text(info["version"])}; <a href="{ApiEndpoints.DocumentPath}">as OpenAPI {Text(document["openapi"])}</a>.</p>

            """);
        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Path: path.Key, Method: operation.Key, Body: operation.Value!.AsObject())))
            .GroupBy(operation => (string)operation.Body["tags"]![0]!, StringComparer.Ordinal);
        foreach (var group in operations)
        {
            html.Append($"<h2>{Text(group.Key)}</h2>\n");
            foreach (var (path, method, body) in group)
            {
                Write(html, path, method.ToUpperInvariant(), body);
            }
        }

        html.Append("<h2>Schemas</h2>\n");
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            html.Append($"<details id=\"{Text(name)}\"><summary><code>{Text(name)}</code></summary>{Code(schema)}</details>\n");
        }

        return html.Append("</main></body></html>\n").ToString();
    }

    private static void Write(StringBuilder html, string path, string method, JsonObject operation)
    {
        html.Append($"<details id=\"{Text(operation["operationId"])}\"><summary><code><span class=\"method\">{method}</span> {Text(path)}</code> {Text(operation["summary"])}</summary>\n");
        if (operation["description"] is { } details)
        {
            html.Append($"<p>{Text(details)}</p>\n");
        }

        if (operation["parameters"] is JsonArray parameters)
        {
            html.Append("<h3>Parameters</h3><table>\n");
            foreach (var parameter in parameters)
            {
                html.Append($"<tr><th scope=\"row\"><code>{Text(parameter!["name"])}</code></th><td>{Text(parameter["in"])}</td><td>{Text(parameter["description"])}</td></tr>\n");
            }

            html.Append("</table>\n");
        }

        if (operation["requestBody"] is { } body)
        {
            html.Append($"<h3>Body</h3><p>{Text(body["description"])}</p>\n");
            Contents(html, body["content"]);
        }

        html.Append("<h3>Answers</h3>\n");
        foreach (var (status, answer) in operation["responses"]!.AsObject())
        {
            html.Append($"<p><code>{Text(status)}</code> {Text(answer!["description"])}{Reference(answer["$ref"])}</p>\n");
            Contents(html, answer["content"]);
        }

        html.Append("</details>\n");
    }

    private static void Contents(StringBuilder html, JsonNode? contents)
    {
        foreach (var (mediaType, content) in contents?.AsObject() ?? [])
        {
            var schema = content!["schema"]!;
            html.Append($"<p><code>{Text(mediaType)}</code>{Reference(schema["$ref"])}</p>");
            if (schema["$ref"] is null && schema.AsObject().ContainsKey("properties"))
            {
                html.Append(Code(schema));
            }
        }
    }

    /// <summary>A schema, or a response that is named after its schema, further down the page.</summary>
    private static string Reference(JsonNode? reference) =>
        reference?.GetValue<string>().Split('/')[^1] is { } name ? $" <a href=\"#{Text(name)}\">{Text(name)}</a>" : "";

    private static string Code(JsonNode? json) => $"<pre>{WebUtility.HtmlEncode(json?.ToJsonString(Indented))}</pre>";

    private static string Text(JsonNode? node) => WebUtility.HtmlEncode((string?)node ?? "");
}
