using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Audio.Files;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Transcription;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi;

/// <summary><c>POST /v1/audio/transcriptions</c>, and what is like it: admits uploads, and gives every failure its answer.</summary>
internal sealed class TranscriptionEndpoint(
    SessionHub hub,
    RecognizerCatalog catalog,
    DecoderSlots decoders,
    ProtocolOptions options,
    TimeProvider time,
    ILogger<TranscriptionEndpoint> logger)
{
    private readonly Places _uploads =
        new(options.Files.MaxUploads, $"The server receives {options.Files.MaxUploads} recordings, its limit.", options.Files.RetryAfter);

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost(
        "/v1/audio/transcriptions",
        context => context.RequestServices.GetRequiredService<TranscriptionEndpoint>().AnswerAsync(context, null)).WithMetadata(OpenAiApi.Transcribe);

    /// <param name="translation">Null: the text stays in the language that was spoken.</param>
    public Task AnswerAsync(HttpContext context, FileTranslation? translation)
    {
        context.Response.Headers["x-request-id"] = context.RequestId();
        return OpenAiAnswer.GiveAsync(context, logger, admitted => AdmitAsync(admitted, translation));
    }

    private async Task AdmitAsync(HttpContext context, FileTranslation? translation)
    {
        using var place = _uploads.Take().ValueOrThrow();
        await using var call = new TranscriptionCall(context, hub, catalog, decoders, options, translation, time);
        await call.RunAsync(context.RequestAborted);
    }
}
