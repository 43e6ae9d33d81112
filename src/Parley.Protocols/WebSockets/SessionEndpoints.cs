using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Engine.Sessions;
using Parley.Protocols.HttpSessions;

namespace Parley.Protocols.WebSockets;

/// <summary><c>GET /v1/sessions</c> and <c>GET /v1/sessions/{id}</c>, upgraded to WebSocket; the latter in plain HTTP shows the session.</summary>
internal sealed class SessionEndpoints(
    SessionHub hub,
    HttpSessionEndpoints http,
    ProtocolOptions options,
    LowWaterMarks marks,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<SessionEndpoints> logger)
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        // Services of the request's own would be kept for as long as the connection is.
        var services = endpoints.ServiceProvider;
        endpoints.MapGet("/v1/sessions", context => Of(services).SpeakAsync(context)).WithMetadata(HttpSessionApi.Speak);
        endpoints.MapGet("/v1/sessions/{id}", context => Of(services).FollowAsync(context)).WithMetadata(HttpSessionApi.Show);
    }

    private static SessionEndpoints Of(IServiceProvider services) => services.GetRequiredService<SessionEndpoints>();

    private async Task SpeakAsync(HttpContext context)
    {
        if (await WebSocketHandshake.AcceptAsync(context) is { } upgraded)
        {
            await using var connection = new Connection(context, upgraded, options.Sessions, time, logger);
            // Over HTTP/2 others speak on the same socket, who would wait with it.
            var own = HttpProtocol.IsHttp11(context.Request.Protocol) ? context.Features.Get<IConnectionSocketFeature>()?.Socket : null;
            var mark = marks.Of(own);
            var speaker = new Speaker(connection, hub, mark, time);
            var stop = Task.CompletedTask;
            await using (lifetime.ApplicationStopping.Register(() => stop = speaker.StopAsync()))
            {
                await connection.RunAsync(speaker);
            }

            await stop;
        }
    }

    private async Task FollowAsync(HttpContext context)
    {
        if (!WebSocketHandshake.IsAsked(context))
        {
            await http.ShowAsync(context);
        }
        else if (await WebSocketHandshake.AcceptAsync(context) is { } upgraded)
        {
            await using var connection = new Connection(context, upgraded, options.Sessions, time, logger);
            var id = (string)context.Request.RouteValues["id"]!;
            await connection.RunAsync(new Follower(connection, hub, id, context.Request.Query["after"]));
        }
    }
}
