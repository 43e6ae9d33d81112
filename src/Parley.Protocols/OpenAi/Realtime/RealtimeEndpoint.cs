using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Engine.Sessions;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary><c>GET /v1/realtime</c>, upgraded to WebSocket: OpenAI's realtime wire over a session of the core.</summary>
internal sealed class RealtimeEndpoint(
    SessionHub hub,
    RealtimeEngines engines,
    ProtocolOptions options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<RealtimeEndpoint> logger)
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(
        "/v1/realtime", context => context.RequestServices.GetRequiredService<RealtimeEndpoint>().ConverseAsync(context))
        .WithMetadata(OpenAiApi.Realtime);

    private async Task ConverseAsync(HttpContext context)
    {
        var hello = RealtimeHello.Of(context);
        if (hello.Secret is { } secret && secret.Expires <= time.GetUtcNow().ToUnixTimeSeconds())
        {
            await OpenAiError.WriteAsync(context, StatusCodes.Status401Unauthorized, RealtimeErrors.KeyExpired);
            return;
        }

        if (await WebSocketHandshake.AcceptAsync(context, RealtimeHello.Protocol, OpenAiError.WriteAsync) is { } upgraded)
        {
            var output = new RealtimeOutput();
            var limits = options.Sessions with { MaxTextBytes = options.Realtime.MaxEventBytes };
            await using var connection = new Connection(context, upgraded, limits, time, logger, output.WriteError);
            output.Connection = connection;
            var conversation = new RealtimeConversation(output, hello, hub, engines, options.Realtime);
            var stop = Task.CompletedTask;
            await using (lifetime.ApplicationStopping.Register(() => stop = conversation.StopAsync()))
            {
                await conversation.GreetAsync();
                await connection.RunAsync(conversation);
            }

            await stop;
        }
    }
}
