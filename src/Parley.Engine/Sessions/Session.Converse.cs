using Parley.Engine.Stages.Conversing;
using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>What its user does in a session that answers.</summary>
public sealed partial class Session
{
    /// <summary>The user writes, instead of speaking; the outcome is true, or why nobody answers.</summary>
    public Outcome<bool> Write(string text) => Converse(
        conversation => conversation.Write(text),
        text.Length > ConversationLimits.MessageCharacters
            ? ParleyError.Invalid("text", $"{text.Length} characters; a message has at most {ConversationLimits.MessageCharacters}.")
            : null);

    /// <summary>
    /// An answer is wanted to what was said up to this place in the audio, or to what the request holds. One that is being
    /// given is over.
    /// </summary>
    public Outcome<bool> AskReply(ReplyRequest request)
    {
        var outcome = new Outcome<bool>(true);
        var possible = Converse(conversation => outcome = conversation.Ask(request), null);
        if (possible.Succeeded && outcome.Succeeded)
        {
            _audio.Ask();
        }

        return possible.Succeeded ? outcome : possible;
    }

    /// <summary>Answers otherwise from the next reply on; whether, and what interrupts, from now on.</summary>
    public Outcome<bool> ChangeConverse(ConverseOptions options)
    {
        var outcome = new Outcome<bool>(true);
        var possible = Converse(conversation => outcome = conversation.Change(options), null);
        return possible.Succeeded ? outcome : possible;
    }

    /// <summary>No more of a reply is wanted, or of one that was asked for; null: whichever it is.</summary>
    public Outcome<bool> CancelReply(int? reply) => Converse(conversation => conversation.Cancel(reply), null);

    /// <summary>The client has played so many samples of a reply.</summary>
    public Outcome<bool> ReplyPlayed(int reply, long position) => Converse(conversation => conversation.Played(reply, position), null);

    private Outcome<bool> Converse(Action<ConversationStage> act, ParleyError? refusal)
    {
        if (_conversation is null)
        {
            return ParleyError.Invalid("type", "The session was started without converse: nobody answers in it.");
        }

        if (refusal is null)
        {
            act(_conversation);
        }

        return refusal is null ? true : refusal;
    }
}
