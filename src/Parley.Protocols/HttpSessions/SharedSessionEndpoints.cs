using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Protocols.Http;

namespace Parley.Protocols.HttpSessions;

/// <summary>
/// Reading along for whoever may do no more: <c>POST /v1/sessions/{id}/share</c> gives a link, and
/// <c>GET /v1/shared/{link}/events</c> reads with it. Neither the link nor the events tell the session's id, with which
/// one could speak.
/// </summary>
internal sealed class SharedSessionEndpoints(SessionHub hub, SharedLinks links, ProtocolOptions options, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/sessions/{id}/share", context => Of(context).ShareAsync(context)).WithMetadata(HttpSessionApi.Share);
        endpoints.MapGet("/v1/shared/{link}/events", context => Of(context).StreamAsync(context)).WithMetadata(HttpSessionApi.Shared);
    }

    private static SharedSessionEndpoints Of(HttpContext context) => context.RequestServices.GetRequiredService<SharedSessionEndpoints>();

    private async Task ShareAsync(HttpContext context)
    {
        var session = await hub.FindAsync((string)context.Request.RouteValues["id"]!);
        var link = session.Succeeded ? links.Make(session.Value.Id) : session.Error;
        if (!link.Succeeded)
        {
            await Problem.WriteAsync(context, link.Error);
            return;
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("link", link.Value);
            json.WriteString("events", $"{context.Request.PathBase}/v1/shared/{link.Value}/events");
            json.WriteEndObject();
        });
    }

    private async Task StreamAsync(HttpContext context)
    {
        var link = (string)context.Request.RouteValues["link"]!;
        var id = links.Read(link);
        var session = id.Succeeded ? await hub.FindAsync(id.Value) : id.Error;
        if (!session.Succeeded)
        {
            await Problem.WriteAsync(context, session.Error with { Param = "link" });
            return;
        }

        await new EventStream(context, session.Value, options, time) { Shown = said => Nameless(said, link) }.RunAsync();
    }

    private static SessionEvent Nameless(SessionEvent said, string link) => said is SessionStarted started ? started with { SessionId = link } : said;
}
