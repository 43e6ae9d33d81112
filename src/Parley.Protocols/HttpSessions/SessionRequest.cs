using Microsoft.AspNetCore.Http;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.HttpSessions;

/// <summary>The body of <c>POST /v1/sessions</c>: the options of <c>session.start</c> as JSON, or nothing for the defaults.</summary>
internal static class SessionRequest
{
    public static async ValueTask<Outcome<SessionOptions>> ReadAsync(HttpContext context, SessionProtocolOptions limits)
    {
        var body = await RequestBody.ReadAsync(context, limits.MaxTextBytes);
        if (!body.Succeeded)
        {
            return body.Error;
        }

        var asked = body.Value.IsEmpty ? "{}"u8.ToArray() : body.Value;
        var options = JsonText.Parse(asked, "The body", fields => SessionOptionsParser.Read(fields, limits.Endpointing, resumable: true));
        return options.Value is { Resumable: false } ? HttpSessionErrors.AlwaysResumable : options;
    }
}
