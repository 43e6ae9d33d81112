using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Parley.Server.Http;

/// <summary>
/// A WebSocket over HTTP/2 (RFC 8441) begins with CONNECT, as browsers do where they already speak HTTP/2 to the server.
/// Behind this it is a GET with an upgrade, as it is over HTTP/1.1: whoever serves WebSockets need not know the difference.
/// </summary>
internal sealed class ExtendedConnect(RequestDelegate next)
{
    /// <summary>HTTP/2 has none, and proves what the key is for by itself: the answer to it is not sent.</summary>
    private const string AnyKey = "AAAAAAAAAAAAAAAAAAAAAA==";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" } connect)
        {
            context.Request.Method = HttpMethods.Get;
            context.Request.Headers.Upgrade = connect.Protocol;
            context.Request.Headers.SecWebSocketKey = AnyKey;
            context.Features.Set<IHttpUpgradeFeature>(new Upgrade(context, connect));
        }

        return next(context);
    }

    private sealed class Upgrade(HttpContext context, IHttpExtendedConnectFeature connect) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public async Task<Stream> UpgradeAsync()
        {
            // What a body may cost is no measure for a connection that is spoken on for hours.
            if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            {
                rate.MinDataRate = null;
            }

            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = null;
            }

            var headers = context.Response.Headers;
            headers.Remove("Upgrade");
            headers.Remove("Connection");
            headers.Remove("Sec-WebSocket-Accept");
            return await connect.AcceptAsync();
        }
    }
}
