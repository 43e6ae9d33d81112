using Microsoft.AspNetCore.Http;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>The one address of an Engine.IO server: what a request's method and query ask for is done, or refused by number.</summary>
internal sealed class EngineEndpoint(EngineServer server)
{
    public async Task HandleAsync(HttpContext context)
    {
        var error = EngineQuery.Read(context.Request.Query, out var query);
        if (error is not null)
        {
            await error.WriteAsync(context);
        }
        else if (query.Sid is { } sid)
        {
            await ContinueAsync(context, query, sid);
        }
        else
        {
            await OpenAsync(context, query);
        }
    }

    private async Task OpenAsync(HttpContext context, EngineQuery query)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await EngineError.BadHandshakeMethod.WriteAsync(context);
        }
        else if (server.Refusal() is { } refusal)
        {
            await RefuseAsync(context, refusal);
        }
        else if (query.WebSocket)
        {
            await OpenSocketAsync(context);
        }
        else if (server.TryOpen(EngineHandshake.Of(context), null, out var opened) is { } full)
        {
            await RefuseAsync(context, full);
        }
        else
        {
            await PollingTransport.PollAsync(context, opened!);
        }
    }

    private async Task OpenSocketAsync(HttpContext context)
    {
        if (await AcceptAsync(context) is { } transport)
        {
            await using (transport)
            {
                if (server.TryOpen(EngineHandshake.Of(context), transport, out var opened) is null)
                {
                    await transport.RunAsync(opened!);
                }
                else
                {
                    await transport.RefuseAsync(EngineCloseReason.ServerStopping);
                }
            }
        }
    }

    private async Task ContinueAsync(HttpContext context, EngineQuery query, string sid)
    {
        if (server.Find(sid) is not { } connection)
        {
            await EngineError.UnknownSession.WriteAsync(context);
        }
        else if (query.WebSocket)
        {
            await UpgradeAsync(context, connection);
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            await PollingTransport.PollAsync(context, connection);
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            await PollingTransport.PostAsync(context, connection, server.Options);
        }
        else
        {
            await EngineError.BadRequest.WriteAsync(context);
        }
    }

    private async Task UpgradeAsync(HttpContext context, EngineConnection connection)
    {
        if (await AcceptAsync(context) is { } transport)
        {
            await using (transport)
            {
                if (connection.TryProbe(transport))
                {
                    await transport.UpgradeAsync(connection);
                }
                else
                {
                    await transport.RefuseAsync(EngineCloseReason.ParseError);
                }
            }
        }
    }

    /// <summary>Upgrades, or answers with what is wrong and returns null.</summary>
    private async Task<WebSocketTransport?> AcceptAsync(HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey("Upgrade"))
        {
            await EngineError.BadRequest.WriteAsync(context);
            return null;
        }

        return await WebSocketHandshake.AcceptAsync(context) is { } upgraded
            ? new WebSocketTransport(context, upgraded, server.Options, server.Time)
            : null;
    }

    private Task RefuseAsync(HttpContext context, EngineError error)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)server.Options.RetryAfter.TotalSeconds).ToString();
        return error.WriteAsync(context);
    }
}
