using System.Text.Json;
using Parley.Failures;

namespace Parley.Protocols.Sessions;

/// <summary>The fields that an error has on every protocol.</summary>
internal static class ErrorFields
{
    public static void Write(Utf8JsonWriter json, ParleyError error)
    {
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        json.WriteString("param", error.Param);
        json.WriteBoolean("retry", error.Retry);
        if (error.RetryAfterMs is { } wait)
        {
            json.WriteNumber("retry_after_ms", wait);
        }
        else
        {
            json.WriteNull("retry_after_ms");
        }

        json.WriteString("request_id", error.RequestId);
    }
}
