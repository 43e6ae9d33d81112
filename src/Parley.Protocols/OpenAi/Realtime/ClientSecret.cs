using System.Buffers.Text;
using System.Text.Json;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>
/// An ephemeral key. There are no accounts that it could open: it carries what its session is to be, and when it ends, so
/// that any node understands it and none has to remember it.
/// </summary>
/// <param name="Expires">Unix time, seconds.</param>
/// <param name="Session">The settings as they were asked for.</param>
internal sealed record ClientSecret(long Expires, JsonElement Session)
{
    private const string Prefix = "ek_";
    private const string ExpiresField = "expires_at";
    private const string SessionField = "session";

    /// <summary>What a key carries; null for one that was not made here.</summary>
    public static ClientSecret? Read(string? key)
    {
        if (key is null || !key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var json = JsonElement.Parse(Base64Url.DecodeFromChars(key.AsSpan(Prefix.Length)));
            return json.ValueKind == JsonValueKind.Object
                && json.TryGetProperty(ExpiresField, out var expires) && expires.ValueKind == JsonValueKind.Number
                && expires.TryGetInt64(out var seconds)
                && json.TryGetProperty(SessionField, out var session) && session.ValueKind == JsonValueKind.Object
                    ? new ClientSecret(seconds, session)
                    : null;
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The key, in characters that a header and a sub-protocol take.</summary>
    public string Write() => Prefix + Base64Url.EncodeToString(JsonBody.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteNumber(ExpiresField, Expires);
        json.WritePropertyName(SessionField);
        Session.WriteTo(json);
        json.WriteEndObject();
    }).Span);
}
