using Microsoft.AspNetCore.Http;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>What a client says before its first event: address and headers.</summary>
/// <param name="Transcription">It wants transcripts, and no conversation.</param>
/// <param name="Model">As the address names it; null: not at all.</param>
/// <param name="Secret">The ephemeral key that it has; null: any other key, or none.</param>
/// <param name="Beta">It speaks the dialect from before the general availability: other names, flat sessions.</param>
internal sealed record RealtimeHello(bool Transcription, string? Model, ClientSecret? Secret, bool Beta)
{
    /// <summary>The sub-protocol to choose when it is offered: clients that offer one fail without it.</summary>
    public const string Protocol = "realtime";

    private const string KeyProtocol = "openai-insecure-api-key.";
    private const string Bearer = "Bearer ";
    private const string BetaProtocol = "openai-beta.realtime-v1";
    private const string BetaHeader = "OpenAI-Beta";
    private const string BetaValue = "realtime=v1";

    public static RealtimeHello Of(HttpContext context)
    {
        var query = context.Request.Query;
        string? model = query["model"];
        return new RealtimeHello(
            string.Equals(query["intent"], "transcription", StringComparison.Ordinal),
            string.IsNullOrEmpty(model) ? null : model,
            ClientSecret.Read(KeyOf(context)),
            WebSocketHandshake.Offered(context).Contains(BetaProtocol, StringComparer.Ordinal)
                || context.Request.Headers[BetaHeader].Contains(BetaValue, StringComparer.Ordinal));
    }

    private static string? KeyOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : WebSocketHandshake.Offered(context).FirstOrDefault(offered => offered.StartsWith(KeyProtocol, StringComparison.Ordinal))?[KeyProtocol.Length..];
    }
}
