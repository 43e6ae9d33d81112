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
internal sealed class SpeechEndpoint(SynthesizerCatalog catalog, SpeechDesk desk, ProtocolOptions options, ILogger<SpeechEndpoint> logger)
{
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
        using var place = desk.Take();
        var request = SpeechRequest.Parse(await ReadAsync(context), options.Speech);
        var voice = await desk.ChooseAsync(context, request.Voice, IsOpenAis(request.Model) ? null : request.Model);
        await SpeechAnswer.WriteAsync(context, request, voice);
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
            foreach (var voice in model.Voices.Concat(model.Variants))
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
