using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.Http;

/// <summary>An error as <c>application/problem+json</c> (RFC 9457).</summary>
public static class Problem
{
    public static Task WriteAsync(HttpContext context, int status, ParleyError error) => JsonBody.WriteAsync(
        context,
        status,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", error.Message);
            ErrorFields.Write(json, error.For(context.RequestId()));
            json.WriteEndObject();
        },
        "application/problem+json");
}
