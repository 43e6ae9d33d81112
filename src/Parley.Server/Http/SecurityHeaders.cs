namespace Parley.Server.Http;

/// <summary>What a browser is told not to do with what it gets from here.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>For the host that was named last: most often it is the next one, too, and connections that stay keep it.</summary>
    private HostPolicy? _last;

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = PolicyFor(context.Request.Host.Value);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    }

    private string PolicyFor(string? host)
    {
        var policy = _last;
        if (policy is null || !string.Equals(policy.Host, host, StringComparison.Ordinal))
        {
            // 'self' covers ws: and wss: to the same host only in newer browsers, so the host is named; HostGuard vouches for it.
            // blob: lets a page play what it has just recorded.
            _last = policy = new HostPolicy(
                host,
                $"default-src 'self'; connect-src 'self' ws://{host} wss://{host}; worker-src 'self'; media-src 'self' blob:; object-src 'none'; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        }

        return policy.Text;
    }

    private sealed record HostPolicy(string? Host, string Text);
}
