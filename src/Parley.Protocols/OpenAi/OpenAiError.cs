using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Failures;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi;

/// <summary>An error in OpenAI's shape: <c>{"error":{message, type, param, code}}</c>.</summary>
internal static class OpenAiError
{
    public static Task WriteAsync(HttpContext context, ParleyError error) => WriteAsync(context, HttpStatus.Of(error), error);

    public static Task WriteAsync(HttpContext context, int status, ParleyError error)
    {
        if (error.RetryAfterMs is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait / 1000.0).ToString(CultureInfo.InvariantCulture);
        }

        return JsonBody.WriteAsync(context, status, json => Write(json, error));
    }

    public static void Write(Utf8JsonWriter json, ParleyError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", HttpStatus.Of(error) >= 500 ? "server_error" : "invalid_request_error");
        json.WriteString("param", error.Param);
        json.WriteString("code", error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
