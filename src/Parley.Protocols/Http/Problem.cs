using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.Http;

/// <summary>An error as <c>application/problem+json</c> (RFC 9457).</summary>
public static class Problem
{
    /// <summary>With the status that belongs to the error, and the time to retry after.</summary>
    /// <param name="more">Writes what this error has besides.</param>
    public static Task WriteAsync(HttpContext context, ParleyError error, Action<Utf8JsonWriter>? more = null)
    {
        if (error.RetryAfterMs is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait / 1000.0).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, HttpStatus.Of(error), error, more);
    }

    public static Task WriteAsync(HttpContext context, int status, ParleyError error) => WriteAsync(context, status, error, null);

    private static Task WriteAsync(HttpContext context, int status, ParleyError error, Action<Utf8JsonWriter>? more) => JsonBody.WriteAsync(
        context,
        status,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", error.Message);
            ErrorFields.Write(json, error.For(context.RequestId()));
            more?.Invoke(json);
            json.WriteEndObject();
        },
        "application/problem+json");
}
