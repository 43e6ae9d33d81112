using Parley.Engine.Sessions;
using Parley.Engine.Stages.Conversing;
using Parley.Failures;

namespace Parley.Protocols.Sessions;

/// <summary>What a client says to the one who answers, and what it changes, the same on every protocol.</summary>
internal static class ConversationControl
{
    public static bool Knows(ClientMessage message) => message is UpdateSession or WrittenMessage or CreateReply or CancelReply or PlayedReply;

    /// <summary>What is wrong with it; a session that another connection has taken over says so itself.</summary>
    public static ParleyError? Obey(ClientMessage message, Attachment attachment) => Told(message switch
    {
        UpdateSession change => attachment.Update(change.Update),
        WrittenMessage written => attachment.Write(written.Text),
        CreateReply create => attachment.AskReply(RequestOf(create, attachment.Session)),
        CancelReply cancel => attachment.CancelReply(cancel.Reply),
        PlayedReply played => attachment.ReplyPlayed(played.Reply, played.Position),
        _ => throw new NotSupportedException(message.GetType().Name),
    });

    public static ReplyRequest RequestOf(CreateReply create, Session session) => new()
    {
        Converse = create.Instructions is { } instructions && session.Options.Converse is { } converse ? converse with { Instructions = instructions } : null,
    };

    private static ParleyError? Told(Outcome<bool> outcome) => outcome.Error is { Code: ErrorCodes.TakenOver } ? null : outcome.Error;
}
