using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Audio.Files;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi;

/// <summary><c>POST /v1/audio/transcriptions</c>: admits uploads, and gives every failure its answer.</summary>
internal sealed partial class TranscriptionEndpoint(
    SessionHub hub,
    RecognizerCatalog catalog,
    DecoderSlots decoders,
    ProtocolOptions options,
    TimeProvider time,
    ILogger<TranscriptionEndpoint> logger)
{
    private int _uploads;

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost(
        "/v1/audio/transcriptions",
        context => context.RequestServices.GetRequiredService<TranscriptionEndpoint>().AnswerAsync(context)).WithMetadata(OpenAiApi.Transcribe);

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["x-request-id"] = context.RequestId();
        try
        {
            await AdmitAsync(context);
        }
        catch (ParleyException refused)
        {
            await FailAsync(context, refused.Error);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is there to be answered.
        }
        catch (IOException broken)
        {
            // Kestrel's or the form reader's word for a body that breaks off or is no form.
            await FailAsync(context, new ParleyError(ErrorCodes.InvalidRequest, $"The body could not be read: {broken.Message}"));
        }
#pragma warning disable CA1031 // Whatever went wrong, the client gets an answer whose id finds this line in the log.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(logger, context.RequestId(), fault);
            await FailAsync(context, new ParleyError(ErrorCodes.Internal, "The server failed; its log has the request id."));
        }
    }

    private async Task AdmitAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _uploads) > options.Files.MaxUploads)
            {
                throw new ParleyException(new ParleyError(
                    ErrorCodes.TooManySessions, $"The server receives {options.Files.MaxUploads} recordings, its limit.")
                {
                    Retry = true,
                    RetryAfterMs = (int)options.Files.RetryAfter.TotalMilliseconds,
                });
            }

            await using var call = new TranscriptionCall(context, hub, catalog, decoders, options, time);
            await call.RunAsync(context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _uploads);
        }
    }

    private static Task FailAsync(HttpContext context, ParleyError error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return OpenAiError.WriteAsync(context, error);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Transcription {RequestId} failed")]
    private static partial void LogFault(ILogger logger, string requestId, Exception fault);
}
