using Microsoft.AspNetCore.Http;
using Parley.Failures;

namespace Parley.Protocols.HttpSessions;

/// <summary>A small body, whole.</summary>
internal static class RequestBody
{
    public static async ValueTask<Outcome<ReadOnlyMemory<byte>>> ReadAsync(HttpContext context, int limit)
    {
        var body = new byte[limit + 1];
        try
        {
            var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
            return length > limit ? HttpSessionErrors.OptionsTooLarge(limit) : (ReadOnlyMemory<byte>)body.AsMemory(0, length);
        }
        catch (IOException broken) when (!context.RequestAborted.IsCancellationRequested)
        {
            return HttpSessionErrors.Broken(broken);
        }
    }
}
