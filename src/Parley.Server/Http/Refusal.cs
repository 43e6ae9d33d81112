using System.Diagnostics;
using Parley.Failures;

namespace Parley.Server.Http;

/// <summary>Answers a request that gets no further, as <c>application/problem+json</c>.</summary>
internal static class Refusal
{
    public static Task WriteAsync(HttpContext context, int status, ParleyError error)
    {
        if (error.RetryAfterMs is { } milliseconds)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, milliseconds / 1_000).ToString();
        }

        return Results.Problem(detail: error.Message, statusCode: status, extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["code"] = error.Code,
            ["message"] = error.Message,
            ["param"] = error.Param,
            ["retry"] = error.Retry,
            ["retry_after_ms"] = error.RetryAfterMs,
            ["request_id"] = Activity.Current?.TraceId.ToHexString(),
        }).ExecuteAsync(context);
    }
}
