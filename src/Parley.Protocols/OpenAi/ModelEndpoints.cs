using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Engine.Routing;
using Parley.Protocols.Http;
using Parley.Providers;

namespace Parley.Protocols.OpenAi;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>.</summary>
internal sealed class ModelEndpoints(RecognizerCatalog catalog, TimeProvider time)
{
    /// <summary>Clients expect a time; the models have been there since the server started.</summary>
    private readonly long _created = time.GetUtcNow().ToUnixTimeSeconds();

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/v1/models", context => Of(context).ListAsync(context)).WithMetadata(OpenAiApi.Models);
        endpoints.MapGet("/v1/models/{id}", context => Of(context).GetAsync(context)).WithMetadata(OpenAiApi.Model);
    }

    private static ModelEndpoints Of(HttpContext context)
    {
        context.Response.Headers["x-request-id"] = context.RequestId();
        return context.RequestServices.GetRequiredService<ModelEndpoints>();
    }

    private Task ListAsync(HttpContext context) => JsonBody.WriteAsync(context, StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in catalog.Models)
        {
            Write(json, model.Model, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private Task GetAsync(HttpContext context)
    {
        var asked = (string)context.Request.RouteValues["id"]!;
        var model = ModelNames.Resolve(catalog, asked);
        return model.Succeeded
            ? JsonBody.WriteAsync(context, StatusCodes.Status200OK, json => Write(json, asked, model.Value.Capabilities))
            : OpenAiError.WriteAsync(context, model.Error);
    }

    /// <param name="id">The name that was asked for; <c>root</c> is the model that answers to it.</param>
    private void Write(Utf8JsonWriter json, string id, RecognizerCapabilities model)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("object", "model");
        json.WriteNumber("created", _created);
        json.WriteString("owned_by", "parley");
        json.WriteString("root", model.Model);
        json.WriteStartArray("languages");
        foreach (var language in model.Languages)
        {
            json.WriteStringValue(language);
        }

        json.WriteEndArray();
        json.WriteBoolean("word_times", model.WordTimes);
        json.WriteEndObject();
    }
}
