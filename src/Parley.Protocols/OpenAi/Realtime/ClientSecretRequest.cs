using System.Text.Json;
using Parley.Failures;
using Parley.Protocols.Http;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>What an ephemeral key is asked for. Pure; whatever the bytes, it answers.</summary>
/// <param name="Session">The settings, one JSON object.</param>
internal sealed record ClientSecretRequest(JsonElement Session, int Seconds)
{
    private const int UsualSeconds = 600;
    private const int FewestSeconds = 10;
    private const int MostSeconds = 7_200;
    private const int LongestName = 40;

    /// <summary>A tool's schema has many objects inside each other.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <summary><c>{"expires_after","session"}</c></summary>
    public static Outcome<ClientSecretRequest> Parse(ReadOnlyMemory<byte> body) => Parse(body, fields =>
    {
        var seconds = SecondsOf(fields, "expires_after.");
        return (fields.Object("session")?.Clone() ?? JsonElement.Parse("{}"), seconds);
    });

    /// <summary>The session itself, in the shape from before the general availability.</summary>
    public static Outcome<ClientSecretRequest> ParseFlat(ReadOnlyMemory<byte> body, bool transcription) => Parse(body, fields =>
    {
        var seconds = UsualSeconds;
        if (fields.Object("client_secret") is { } secret)
        {
            var parts = new JsonFields(secret, "client_secret.");
            seconds = SecondsOf(parts, "client_secret.expires_after.");
            fields.Keep(parts.Error);
        }

        return (JsonElement.Parse(JsonBody.Bytes(json => WriteFlat(json, fields.Rest(), transcription)).Span), seconds);
    });

    private static Outcome<ClientSecretRequest> Parse(ReadOnlyMemory<byte> body, Func<JsonFields, (JsonElement Session, int Seconds)> read) =>
        JsonText.Parse(
            body,
            "The body",
            fields =>
            {
                var (session, seconds) = read(fields);
                return fields.Error is { } error ? error : (Outcome<ClientSecretRequest>)new ClientSecretRequest(session, seconds);
            },
            Deep);

    private static int SecondsOf(JsonFields fields, string prefix)
    {
        if (fields.Object("expires_after") is not { } after)
        {
            return UsualSeconds;
        }

        var parts = new JsonFields(after, prefix);
        if (parts.Text("anchor", LongestName) is not (null or "created_at"))
        {
            parts.Refuse("anchor", "must be created_at.");
        }

        var seconds = parts.Small("seconds") ?? UsualSeconds;
        if (seconds is < FewestSeconds or > MostSeconds)
        {
            parts.Refuse("seconds", $"{seconds} is outside {FewestSeconds} to {MostSeconds}.");
        }

        fields.Keep(parts.Error);
        return seconds;
    }

    private static void WriteFlat(Utf8JsonWriter json, IReadOnlyDictionary<string, JsonElement> session, bool transcription)
    {
        json.WriteStartObject();
        json.WriteString("type", transcription ? "transcription" : "realtime");
        foreach (var (name, value) in session)
        {
            if (name is not "type")
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }
}
