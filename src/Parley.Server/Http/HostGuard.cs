using System.Net;
using Parley.Failures;
using Parley.Server.Configuration;

namespace Parley.Server.Http;

/// <summary>
/// Refuses requests for a host name that is not ours. A hostile page can point its own name at this machine's address
/// and then counts as same-origin to the browser (DNS rebinding); its name is what gives it away. Plain IP addresses and
/// <c>localhost</c> cannot be pointed elsewhere.
/// </summary>
internal sealed class HostGuard(RequestDelegate next, ParleyOptions options)
{
    private readonly HashSet<string> _allowed = new(options.Listen.AllowedHosts, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context) => Allows(context.Request.Host.Host)
        ? next(context)
        : Refusal.WriteAsync(
            context,
            StatusCodes.Status421MisdirectedRequest,
            ParleyError.Invalid("host", "This server does not go by that name; Listen:AllowedHosts lists the names it answers to.", ErrorCodes.UnknownHost));

    private bool Allows(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out _)
        || _allowed.Contains(host)
        || _allowed.Contains("*");
}
