using Microsoft.AspNetCore.Http;
using Parley.Failures;

namespace Parley.Protocols.Http;

/// <summary>Answers a request, and gives every expected failure its <see cref="Problem"/>; what nobody expects is the host's.</summary>
internal static class ProblemAnswer
{
    public static async Task GiveAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        try
        {
            await answer(context);
        }
        catch (ParleyException refused)
        {
            await FailAsync(context, refused.Error);
        }
        catch (IOException broken) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Kestrel's or the form reader's word for a body that breaks off or is no form.
            await FailAsync(context, new ParleyError(ErrorCodes.InvalidRequest, $"The body could not be read: {broken.Message}"));
        }
    }

    private static Task FailAsync(HttpContext context, ParleyError error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return Problem.WriteAsync(context, error);
    }
}
