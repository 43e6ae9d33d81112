using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Parley.Failures;

namespace Parley.Protocols.Http;

/// <summary>The id under which the log knows a request.</summary>
internal static class RequestIdentity
{
    public static string RequestId(this HttpContext context) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            ? activity.TraceId.ToHexString()
            : context.TraceIdentifier;

    public static ParleyError For(this ParleyError error, string requestId) =>
        error.RequestId is null ? error with { RequestId = requestId } : error;
}
