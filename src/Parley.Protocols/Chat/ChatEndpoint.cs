using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Engine.Sessions;
using Parley.Protocols.Http.Api;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.Chat;

/// <summary><c>GET /ws/chat</c>, upgraded to WebSocket: a spoken conversation in the few words of simple clients.</summary>
internal sealed class ChatEndpoint(
    SessionHub hub, ProtocolOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ChatEndpoint> logger)
{
    private static readonly ApiOperation Described = new("Sessions", "Talk with an assistant over WebSocket, in few words")
    {
        Details = "The messages in both directions stand in docs/conversation.md.",
        Answers = [new ApiAnswer(101, "Upgraded to WebSocket")],
        Refusals = [400, 503],
    };

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(
        "/ws/chat", context => context.RequestServices.GetRequiredService<ChatEndpoint>().TalkAsync(context)).WithMetadata(Described);

    private async Task TalkAsync(HttpContext context)
    {
        if (await WebSocketHandshake.AcceptAsync(context) is { } upgraded)
        {
            await using var connection = new Connection(context, upgraded, options.Sessions, time, logger, ChatWriter.Write);
            var talk = new ChatTalk(connection, hub);
            var stop = Task.CompletedTask;
            await using (lifetime.ApplicationStopping.Register(() => stop = talk.StopAsync()))
            {
                await connection.RunAsync(talk);
            }

            await stop;
        }
    }
}
