using Microsoft.AspNetCore.Http;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.HttpSessions;

/// <summary>The body of <c>POST /v1/sessions/{id}/messages</c>: what a WebSocket client says to the one who answers.</summary>
internal static class SessionMessage
{
    public static async ValueTask<Outcome<ClientMessage>> ReadAsync(HttpContext context, SessionProtocolOptions limits)
    {
        var body = await RequestBody.ReadAsync(context, limits.MaxTextBytes);
        if (!body.Succeeded)
        {
            return body.Error;
        }

        var message = ClientMessageParser.Parse(body.Value, limits.Endpointing);
        return !message.Succeeded || ConversationControl.Knows(message.Value)
            ? message
            : ParleyError.Invalid("type", "Over HTTP these are messages: session.update, message, reply.create, reply.played, reply.cancel.", ErrorCodes.UnknownType);
    }

    /// <summary>What is wrong with it; null: it was done.</summary>
    public static ParleyError? Obey(ClientMessage message, Session session) =>
        session.State != SessionState.Active ? HttpSessionErrors.Ended
        : message switch
        {
            UpdateSession change => session.Update(change.Update).Error,
            WrittenMessage written => session.Write(written.Text).Error,
            CreateReply when session.LacksAudio => HttpSessionErrors.Missing(session),
            CreateReply create => session.AskReply(ConversationControl.RequestOf(create, session)).Error,
            CancelReply cancel => session.CancelReply(cancel.Reply).Error,
            PlayedReply played => session.ReplyPlayed(played.Reply, played.Position).Error,
            _ => throw new NotSupportedException(message.GetType().Name),
        };
}
