using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Engine.Routing;
using Parley.Failures;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi.Speech;

/// <summary><c>POST /v1/audio/speech</c>: admits texts, and gives every failure its answer. <c>GET /v1/audio/voices</c>: who speaks.</summary>
internal sealed class SpeechEndpoint(SynthesizerCatalog catalog, ProtocolOptions options, ILogger<SpeechEndpoint> logger)
{
    private int _speeches;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/audio/speech", context => Of(context).AnswerAsync(context)).WithMetadata(SpeechApi.Speak);
        endpoints.MapGet("/v1/audio/voices", context => Of(context).ListAsync(context)).WithMetadata(SpeechApi.Voices);
    }

    private static SpeechEndpoint Of(HttpContext context)
    {
        context.Response.Headers["x-request-id"] = context.RequestId();
        return context.RequestServices.GetRequiredService<SpeechEndpoint>();
    }

    private Task AnswerAsync(HttpContext context) => OpenAiAnswer.GiveAsync(context, logger, AdmitAsync);

    private async Task AdmitAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _speeches) > options.Speech.MaxSpeeches)
            {
                throw new ParleyException(new ParleyError(
                    ErrorCodes.TooManySessions, $"The server speaks {options.Speech.MaxSpeeches} texts at once, its limit.")
                {
                    Retry = true,
                    RetryAfterMs = (int)options.Speech.RetryAfter.TotalMilliseconds,
                });
            }

            var request = SpeechRequest.Parse(await ReadAsync(context), options.Speech);
            var synthesizer = catalog.Resolve(IsOpenAis(request.Model) ? null : request.Model);
            if (!synthesizer.Succeeded)
            {
                throw new ParleyException(synthesizer.Error);
            }

            await SpeechAnswer.WriteAsync(context, request, synthesizer.Value);
        }
        finally
        {
            Interlocked.Decrement(ref _speeches);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var body = new byte[options.Speech.MaxBodyBytes + 1];
        var read = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return read < body.Length
            ? body.AsMemory(0, read)
            : throw new ParleyException(new ParleyError(
                ErrorCodes.MessageTooLarge, $"The body is longer than {options.Speech.MaxBodyBytes} bytes, the limit."));
    }

    /// <summary>Stock clients ask for OpenAI's models: those names mean the default.</summary>
    private static bool IsOpenAis(string? model) =>
        model is null or "" or "tts-1" or "tts-1-hd"
        || (model.StartsWith("gpt-", StringComparison.Ordinal) && model.Contains("tts", StringComparison.Ordinal));

    private Task ListAsync(HttpContext context) => JsonBody.WriteAsync(context, StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in catalog.Models)
        {
            foreach (var voice in model.Voices)
            {
                json.WriteStartObject();
                json.WriteString("id", voice.Name);
                json.WriteString("object", "audio.voice");
                json.WriteString("name", voice.Title);
                json.WriteString("language", voice.Language);
                json.WriteString("model", model.Model);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
