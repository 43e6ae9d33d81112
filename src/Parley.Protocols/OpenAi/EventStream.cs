using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi;

/// <summary>An answer as server-sent events, as OpenAI writes them: data alone, one JSON object each.</summary>
internal static class EventStream
{
    public static Task SendAsync(HttpContext context, Action<Utf8JsonWriter> write) => SendAsync(context, JsonBody.Bytes(write));

    /// <summary>Follows the last event of an answer that is complete, where OpenAI's clients wait for it.</summary>
    public static Task SendDoneAsync(HttpContext context) => SendAsync(context, "[DONE]"u8.ToArray());

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> data)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-cache";
        }

        var body = context.Response.Body;
        await body.WriteAsync("data: "u8.ToArray(), context.RequestAborted);
        await body.WriteAsync(data, context.RequestAborted);
        await body.WriteAsync("\n\n"u8.ToArray(), context.RequestAborted);
        await body.FlushAsync(context.RequestAborted);
    }
}
