using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Parley.Protocols.Http;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>What is kept of the request that opened a connection.</summary>
/// <param name="RequestId">Under which the log knows that request.</param>
/// <param name="Query">The query string, with its question mark.</param>
public sealed record EngineHandshake(
    string RequestId, string Query, IPAddress? Remote, ClaimsPrincipal User, string? Origin, string? Authorization)
{
    internal static EngineHandshake Of(HttpContext context) => new(
        context.RequestId(),
        context.Request.QueryString.Value ?? "",
        context.Connection.RemoteIpAddress,
        context.User,
        context.Request.Headers.Origin,
        context.Request.Headers.Authorization);
}
