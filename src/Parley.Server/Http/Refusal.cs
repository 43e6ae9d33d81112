using Parley.Failures;
using Parley.Protocols.Grpc;
using Parley.Protocols.Http;
using Parley.Protocols.OpenAi;

namespace Parley.Server.Http;

/// <summary>Answers a request that gets no further.</summary>
internal static class Refusal
{
    public static Task WriteAsync(HttpContext context, int status, ParleyError error)
    {
        if (GrpcRefusal.Applies(context.Request))
        {
            GrpcRefusal.Write(context, error);
            return Task.CompletedTask;
        }

        if (error.RetryAfterMs is { } milliseconds)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, milliseconds / 1_000).ToString();
        }

        return OpenAiRefusal.Applies(context.Request)
            ? OpenAiRefusal.WriteAsync(context, status, error)
            : Problem.WriteAsync(context, status, error);
    }
}
