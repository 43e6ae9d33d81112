using System.Text.Json;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary><c>session.follow</c>: what a WebSocket client asks for in the address.</summary>
/// <param name="After">The last event the client has.</param>
internal sealed record FollowSession(string SessionId, long After)
{
    public const string Type = "session.follow";

    private const int LongestId = 100;

    public static Outcome<FollowSession> Parse(JsonElement body)
    {
        try
        {
            var fields = new JsonFields(body);
            var id = fields.Text("session_id", LongestId);
            var after = fields.Whole("after") ?? 0;
            if (id is null)
            {
                fields.Refuse("session_id", "is missing.");
            }

            return fields.Finish() is { } error ? error : new FollowSession(id!, after);
        }
        catch (InvalidOperationException)
        {
            return new ParleyError(ErrorCodes.InvalidJson, "What follows an event's name holds half a surrogate pair.");
        }
    }
}
