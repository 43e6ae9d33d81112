using System.Text.Json.Nodes;
using Parley.Protocols.Http.Api;
using Parley.Server.Health;

namespace Parley.Server.Api;

/// <summary>
/// The OpenAPI 3.1 document of every HTTP route that is mapped, made when it is first asked for. A route that says nothing
/// of itself stands there too, with its method and path.
/// </summary>
internal sealed class OpenApiDocument(EndpointDataSource routes)
{
    public const string Version = "3.1.1";

    private readonly Lazy<JsonObject> _root = new(() => Write(routes.Endpoints));

    public JsonObject Root => _root.Value;

    /// <summary>The routes that belong in the document: all, but those excluded from description.</summary>
    public static IEnumerable<RouteEndpoint> Described(IEnumerable<Endpoint> endpoints) => endpoints
        .OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true });

    private static JsonObject Write(IEnumerable<Endpoint> endpoints)
    {
        var schemas = ErrorSchemas.All();
        var operations = new OperationWriter(schemas);
        var paths = new JsonObject();
        foreach (var endpoint in Described(endpoints).OrderBy(OperationWriter.Path, StringComparer.Ordinal))
        {
            var path = OperationWriter.Path(endpoint);
            if (paths[path] is not JsonObject item)
            {
                paths[path] = item = [];
            }

            var operation = endpoint.Metadata.GetMetadata<ApiOperation>();
            foreach (var method in Methods(endpoint, operation))
            {
                item[method.ToLowerInvariant()] = operations.Write(endpoint, method, operation ?? new ApiOperation("Other", $"{method} {path}"));
            }
        }

        return new JsonObject
        {
            ["openapi"] = Version,
            ["info"] = new JsonObject
            {
                ["title"] = "Parley",
                ["version"] = ProductVersion.Text,
                ["description"] = "Live speech over HTTP. What WebSockets carry after their upgrade stands in the protocol's own pages.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas, ["responses"] = ErrorSchemas.Responses() },
        };
    }

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint, ApiOperation? operation) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: [_, ..] methods } ? methods
        : operation is { Methods: [_, ..] named } ? named
        : [HttpMethods.Get];
}
