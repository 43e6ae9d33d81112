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
        var body = new byte[limits.MaxTextBytes + 1];
        int length;
        try
        {
            length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        }
        catch (IOException broken) when (!context.RequestAborted.IsCancellationRequested)
        {
            return HttpSessionErrors.Broken(broken);
        }

        if (length > limits.MaxTextBytes)
        {
            return HttpSessionErrors.OptionsTooLarge(limits.MaxTextBytes);
        }

        var asked = length == 0 ? "{}"u8.ToArray() : body.AsMemory(0, length);
        var options = JsonText.Parse(asked, "The body", fields => SessionOptionsParser.Read(fields, limits.Endpointing, resumable: true));
        return options.Value is { Resumable: false } ? HttpSessionErrors.AlwaysResumable : options;
    }
}
