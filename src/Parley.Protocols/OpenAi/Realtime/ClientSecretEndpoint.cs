using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Failures;
using Parley.Protocols.Http;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary><c>POST /v1/realtime/client_secrets</c>, and the two addresses that did the same before it: ephemeral keys.</summary>
internal sealed class ClientSecretEndpoint(
    RealtimeEngines engines, ProtocolOptions options, TimeProvider time, ILogger<ClientSecretEndpoint> logger)
{
    private const int IdBytes = 12;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/realtime/client_secrets", context => Of(context).GiveAsync(context, Current)).WithMetadata(RealtimeApi.ClientSecrets);
        endpoints.MapPost("/v1/realtime/sessions", context => Of(context).GiveAsync(context, Conversation)).WithMetadata(RealtimeApi.Sessions);
        endpoints.MapPost("/v1/realtime/transcription_sessions", context => Of(context).GiveAsync(context, Transcription))
            .WithMetadata(RealtimeApi.TranscriptionSessions);
    }

    private static Dialect Current { get; } = new(false, ClientSecretRequest.Parse);

    private static Dialect Conversation { get; } = new(true, body => ClientSecretRequest.ParseFlat(body, transcription: false));

    private static Dialect Transcription { get; } = new(true, body => ClientSecretRequest.ParseFlat(body, transcription: true));

    private static ClientSecretEndpoint Of(HttpContext context)
    {
        context.Response.Headers["x-request-id"] = context.RequestId();
        return context.RequestServices.GetRequiredService<ClientSecretEndpoint>();
    }

    private Task GiveAsync(HttpContext context, Dialect dialect) =>
        OpenAiAnswer.GiveAsync(context, logger, asked => AnswerAsync(asked, dialect));

    private async Task AnswerAsync(HttpContext context, Dialect dialect)
    {
        var request = dialect.Parse(await ReadAsync(context)).ValueOrThrow();
        var endpointing = options.Sessions.Endpointing;
        var settings = SettingsReader.Read(
            new JsonFields(request.Session, "session."),
            new RealtimeSettings { Transcription = false },
            TurnDetection.Default(endpointing),
            options.Realtime.MaxKeptBytes).ValueOrThrow();
        settings.ToOptions(engines, endpointing).ValueOrThrow();
        var secret = new ClientSecret(time.GetUtcNow().ToUnixTimeSeconds() + request.Seconds, request.Session);
        var writer = new SettingsWriter(
            "sess_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)), engines, endpointing);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            if (dialect.Flat)
            {
                WriteFlat(json, writer, settings, secret);
            }
            else
            {
                WriteSecret(json, secret);
                writer.Write(json, settings, flat: false);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>A key travels in a header, which has its bounds.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var body = new byte[options.Realtime.MaxSecretBytes + 1];
        var read = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return read < body.Length
            ? body.AsMemory(0, read)
            : throw new ParleyException(ParleyError.Invalid(
                "session",
                $"A key carries its session, and has at most {options.Realtime.MaxSecretBytes} bytes of it; send the rest in session.update.",
                ErrorCodes.MessageTooLarge));
    }

    private static void WriteSecret(Utf8JsonWriter json, ClientSecret secret)
    {
        json.WriteString("value", secret.Write());
        json.WriteNumber("expires_at", secret.Expires);
    }

    /// <summary>The session's fields with the key among them.</summary>
    private static void WriteFlat(Utf8JsonWriter json, SettingsWriter writer, RealtimeSettings settings, ClientSecret secret)
    {
        var shown = JsonElement.Parse(JsonBody.Bytes(inner =>
        {
            inner.WriteStartObject();
            writer.Write(inner, settings, flat: true);
            inner.WriteEndObject();
        }).Span);
        foreach (var field in shown.GetProperty("session").EnumerateObject())
        {
            field.WriteTo(json);
        }

        json.WriteStartObject("client_secret");
        WriteSecret(json, secret);
        json.WriteEndObject();
    }

    /// <param name="Flat">The answer is the session, with the key inside.</param>
    private sealed record Dialect(bool Flat, Func<ReadOnlyMemory<byte>, Outcome<ClientSecretRequest>> Parse);
}
