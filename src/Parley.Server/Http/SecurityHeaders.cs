namespace Parley.Server.Http;

/// <summary>What a browser is told not to do with what it gets from here.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        // 'self' covers ws: and wss: to the same host only in newer browsers, so the host is named; HostGuard vouches for it.
        var host = context.Request.Host.Value;
        // blob: lets a page play what it has just recorded.
        headers.ContentSecurityPolicy =
            $"default-src 'self'; connect-src 'self' ws://{host} wss://{host}; worker-src 'self'; media-src 'self' blob:; object-src 'none'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    }
}
