using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Parley.Failures;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi;

/// <summary><c>POST /v1/audio/translations</c>: says that no model here translates, before the recording is received.</summary>
internal static class TranslationEndpoint
{
    private static readonly ParleyError NoModel = ParleyError.Invalid(
        "model", "No model of this server translates. /v1/audio/transcriptions gives the text in the language that was spoken.");

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints
        .MapPost("/v1/audio/translations", RefuseAsync).WithMetadata(OpenAiApi.Translate);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers["x-request-id"] = context.RequestId();

        // What a client has on its way when the answer comes is read past, so that the answer reaches it.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = null;
        }

        return OpenAiError.WriteAsync(context, NoModel);
    }
}
