using Parley.Failures;
using Parley.Server.Hosting;

namespace Parley.Server.Http;

/// <summary>Lets work wait a moment while the models load, instead of turning the first client away.</summary>
internal sealed class ReadyGate(RequestDelegate next, ServerState state, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Task InvokeAsync(HttpContext context) => state.Loaded.IsCompletedSuccessfully ? next(context) : WaitAsync(context);

    private async Task WaitAsync(HttpContext context)
    {
        await state.Loaded.WaitAsync(Patience, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (state.Loaded.IsCompletedSuccessfully)
        {
            await next(context);
            return;
        }

        var error = new ParleyError(ErrorCodes.Starting, "The models are still being loaded.") { Retry = true, RetryAfterMs = 2_000 };
        await Refusal.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, error);
    }
}
