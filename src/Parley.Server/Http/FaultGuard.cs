using Parley.Failures;

namespace Parley.Server.Http;

/// <summary>A fault of ours ends its request with an error that the log explains, and nothing else.</summary>
internal sealed partial class FaultGuard(RequestDelegate next, ILogger<FaultGuard> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound } && context.GetEndpoint() is null)
            {
                await Refusal.WriteAsync(
                    context,
                    StatusCodes.Status404NotFound,
                    new ParleyError(ErrorCodes.NotFound, "There is nothing at this address; docs/protocol.md lists what there is."));
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody is there to be told.
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await Refusal.WriteAsync(context, bad.StatusCode, new ParleyError(ErrorCodes.InvalidRequest, bad.Message));
        }
#pragma warning disable CA1031 // Whatever it is, the client gets one shape of error and the process lives on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(logger, fault);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            context.Response.Clear();
            await Refusal.WriteAsync(
                context,
                StatusCodes.Status500InternalServerError,
                new ParleyError(ErrorCodes.Internal, "The server failed at this request; its log says why under the request's id."));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
