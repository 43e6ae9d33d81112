using Microsoft.Net.Http.Headers;
using Parley.Failures;
using Parley.Server.Configuration;

namespace Parley.Server.Http;

/// <summary>
/// Refuses browsers that come from another site's page: it would use this machine's server behind its user's back.
/// Programs send no <c>Origin</c> and pass. Pages of the origins that the operator lists pass, and may read the answers.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, ParleyOptions options)
{
    private readonly HashSet<string> _allowed = new(options.Web.Origins, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        string? origin = context.Request.Headers.Origin;
        if (string.IsNullOrEmpty(origin) || IsOurs(origin, context.Request.Host))
        {
            return next(context);
        }

        if (!_allowed.Contains(origin) && !_allowed.Contains("*"))
        {
            return Refusal.WriteAsync(
                context,
                StatusCodes.Status403Forbidden,
                ParleyError.Invalid("origin", "Pages of this origin may not use the server; Web:Origins lists those that may.", ErrorCodes.ForbiddenOrigin));
        }

        Share(context, origin);
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return next(context);
    }

    /// <summary>Same host and port; a TLS proxy in front changes the scheme, which the server cannot see.</summary>
    private static bool IsOurs(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && from.Scheme is ("http" or "https")
        && string.Equals(from.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && from.Port == (host.Port ?? (from.Scheme is "https" ? 443 : 80));

    private static void Share(HttpContext context, string origin)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = "GET, POST, DELETE, OPTIONS";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, Last-Event-ID, traceparent";
        headers.AccessControlExposeHeaders = "Location, Retry-After";
        headers.AccessControlMaxAge = "600";
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
    }
}
