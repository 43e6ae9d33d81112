using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing.Patterns;
using Parley.Protocols.Http.Api;

namespace Parley.Server.Api;

/// <summary>Writes one operation, and adds the named schemas that it uses to those of the document.</summary>
internal sealed class OperationWriter(JsonObject schemas)
{
    /// <summary>The route as OpenAPI writes it: no constraints, no defaults.</summary>
    public static string Path(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(
        segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        })))) + (endpoint.RoutePattern is { PathSegments.Count: > 0, RawText: [.., '/'] } ? "/" : "");

    public JsonObject Write(RouteEndpoint endpoint, string method, ApiOperation operation)
    {
        var written = new JsonObject
        {
            ["operationId"] = Id(method, Path(endpoint)),
            ["tags"] = new JsonArray(operation.Group),
            ["summary"] = operation.Summary,
        };
        if (operation.Details is { } details)
        {
            written["description"] = details;
        }

        if (Parameters(endpoint, operation) is { Count: > 0 } parameters)
        {
            written["parameters"] = parameters;
        }

        if (operation.Body is { } body)
        {
            written["requestBody"] = new JsonObject
            {
                ["description"] = body.Description,
                ["required"] = body.Required,
                ["content"] = Contents(body.Contents),
            };
        }

        written["responses"] = Responses(operation);
        return written;
    }

    private static string Id(string method, string path) => string.Join(
        '_', [method.ToLowerInvariant(), .. path.Split(['/', '{', '}', '.', '-'], StringSplitOptions.RemoveEmptyEntries)]);

    private JsonArray Parameters(RouteEndpoint endpoint, ApiOperation operation) =>
    [
        .. endpoint.RoutePattern.Parameters.Select(parameter => (JsonNode)new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = "path",
            ["required"] = true,
            ["schema"] = Schema(ApiSchema.Text),
        }),
        .. operation.Parameters.Select(parameter => (JsonNode)new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.In,
            ["description"] = parameter.Description,
            ["schema"] = Schema(parameter.Schema),
        }),
    ];

    private JsonObject Responses(ApiOperation operation)
    {
        var responses = new JsonObject();
        foreach (var answer in operation.Answers)
        {
            var response = new JsonObject { ["description"] = answer.Description };
            if (answer.Contents.Count > 0)
            {
                response["content"] = Contents(answer.Contents);
            }

            responses[Status(answer.Status)] = response;
        }

        foreach (var status in operation.Refusals)
        {
            responses[Status(status)] = ErrorSchemas.Reference(operation.RefusesAsOpenAi ? ErrorSchemas.OpenAi : ErrorSchemas.Problem);
        }

        // What stands before every endpoint refuses in one shape: unknown hosts, other origins, faults.
        responses["default"] = ErrorSchemas.Reference(ErrorSchemas.Problem);
        return responses;
    }

    private static string Status(int status) => status.ToString(CultureInfo.InvariantCulture);

    private JsonObject Contents(IEnumerable<ApiContent> contents) => new(contents.Select(content => KeyValuePair.Create(
        content.MediaType, (JsonNode?)new JsonObject { ["schema"] = Schema(content.Schema) })));

    private JsonNode Schema(ApiSchema schema)
    {
        var json = JsonNode.Parse(schema.Json)!;
        if (schema.Name is not { } name)
        {
            return json;
        }

        schemas[name] = json;
        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }
}
