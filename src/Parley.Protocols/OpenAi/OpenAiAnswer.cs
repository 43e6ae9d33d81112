using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Failures;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi;

/// <summary>Answers a request of OpenAI's clients, and gives every failure the answer that they read.</summary>
internal static partial class OpenAiAnswer
{
    public static async Task GiveAsync(HttpContext context, ILogger logger, Func<HttpContext, Task> answer)
    {
        try
        {
            await answer(context);
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
            LogFault(logger, context.Request.Path, context.RequestId(), fault);
            await FailAsync(context, new ParleyError(ErrorCodes.Internal, "The server failed; its log has the request id."));
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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed, request {RequestId}")]
    private static partial void LogFault(ILogger logger, string? path, string requestId, Exception fault);
}
