using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using Parley.Failures;
using Parley.Protocols.Http;

namespace Parley.Protocols.WebSockets;

/// <summary>The opening handshake (RFC 6455 §4.2); no extension is offered, and a sub-protocol only where the caller knows one.</summary>
internal static class WebSocketHandshake
{
    private const string Version = "13";
    private const int KeyBytes = 16;

    /// <summary>Whether the client asks for a WebSocket.</summary>
    public static bool IsAsked(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && AsksFor(context.Request.Headers.Upgrade, "websocket");

    /// <summary>The sub-protocols that the client offers, in its order.</summary>
    public static IReadOnlyList<string> Offered(HttpContext context) =>
        context.Request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Upgrades, or answers the request with what is wrong and returns null.</summary>
    /// <param name="protocol">The sub-protocol that is spoken; chosen when the client offers it.</param>
    /// <param name="refuse">How the address says what is wrong, with a status; null: as a problem.</param>
    public static async Task<Stream?> AcceptAsync(
        HttpContext context, string? protocol = null, Func<HttpContext, int, ParleyError, Task>? refuse = null)
    {
        if (Refusal(context) is { } refusal)
        {
            await (refuse ?? Problem.WriteAsync)(context, refusal.Status, refusal.Error);
            return null;
        }

        // How long a client may take is decided here, per message; Kestrel's own rates know nothing of them.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Answer(context.Request.Headers.SecWebSocketKey!);
        if (protocol is not null && Offered(context).Contains(protocol, StringComparer.Ordinal))
        {
            context.Response.Headers.SecWebSocketProtocol = protocol;
        }

        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    /// <summary>What is wrong with the request, if anything is; headers that say what would be right are set.</summary>
    private static (int Status, ParleyError Error)? Refusal(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (!IsAsked(context))
        {
            context.Response.Headers.Upgrade = "websocket";
            return (
                StatusCodes.Status426UpgradeRequired,
                ParleyError.Invalid("Upgrade", "This address speaks WebSocket: upgrade the connection."));
        }

        if (!string.Equals(headers.SecWebSocketVersion, Version, StringComparison.Ordinal))
        {
            context.Response.Headers.SecWebSocketVersion = Version;
            return (
                StatusCodes.Status426UpgradeRequired,
                ParleyError.Invalid(HeaderNames.SecWebSocketVersion, $"The version must be {Version}."));
        }

        string? key = headers.SecWebSocketKey;
        return key is not null && IsKey(key)
            ? null
            : (StatusCodes.Status400BadRequest, ParleyError.Invalid(HeaderNames.SecWebSocketKey, $"The key must be {KeyBytes} bytes in Base64."));
    }

    private static bool AsksFor(string? upgrade, string protocol) =>
        upgrade is not null
        && upgrade.Split(',', StringSplitOptions.TrimEntries).Contains(protocol, StringComparer.OrdinalIgnoreCase);

    private static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 2];
        return key.Length == 24 && Convert.TryFromBase64String(key, bytes, out var written) && written == KeyBytes;
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 prescribes SHA-1; nothing secret depends on it.")]
    private static string Answer(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
