using Microsoft.Extensions.AI;
using Parley.Events;

namespace Parley.Engine.Stages.Conversing;

/// <summary>One session's part in a <see cref="ConversationMemory"/>. Not thread-safe.</summary>
internal sealed class ConversationHistory(ConversationMemory memory, string session)
{
    private int _messages;

    /// <summary>What another node heard and said.</summary>
    public void Recall(IEnumerable<SessionEvent> said)
    {
        foreach (var item in said)
        {
            switch (item)
            {
                case TranscriptFinal final:
                    Hear(final.Utterance, final.Text);
                    break;
                case MessageHeard message:
                    Hear(null, message.Text);
                    break;
                case ReplyEnded ended:
                    Say(ended.Reply, ended.Text);
                    break;
            }
        }
    }

    /// <param name="utterance">Null: it was written.</param>
    public void Hear(int? utterance, string text) => memory.Add(new MemoryTurn(
        utterance is { } number ? MemoryTurn.OfUtterance(session, number) : $"{session}/message/{++_messages}", ChatRole.User, text));

    /// <summary>The assistant was heard to say this; nothing, when it was cut off before a word.</summary>
    /// <param name="audio">What of it is where in its audio; null: nobody knows.</param>
    public void Say(int reply, string text, SaidAudio? audio = null) =>
        memory.Add(new MemoryTurn(MemoryTurn.OfReply(session, reply), ChatRole.Assistant, text) { Audio = audio });

    /// <summary>It turns out how much of a reply was played; nothing, when that cannot be.</summary>
    public void Played(int reply, long position) => memory.Cut(MemoryTurn.OfReply(session, reply), position);

    /// <summary>What the model gets for an answer to all of it.</summary>
    public IReadOnlyList<ChatMessage> Messages(ConversationPlan plan) => memory.Messages(plan.Instructions, plan.Options.History);
}
