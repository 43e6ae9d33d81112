using Microsoft.Extensions.AI;
using Parley.Events;

namespace Parley.Engine.Stages.Conversing;

/// <summary>What was said, as the assistant is reminded of it: of its own words only what was heard. Not thread-safe.</summary>
/// <param name="window">Turns before the newest that it is reminded of.</param>
internal sealed class ConversationHistory(string? instructions, int window)
{
    private readonly List<(ChatRole Role, string Text)> _turns = [];
    private int? _reply;

    /// <summary>What another node heard and said.</summary>
    public void Recall(IEnumerable<SessionEvent> said)
    {
        foreach (var item in said)
        {
            switch (item)
            {
                case TranscriptFinal final:
                    Hear(final.Text);
                    break;
                case MessageHeard message:
                    Hear(message.Text);
                    break;
                case ReplyEnded ended:
                    Say(ended.Reply, ended.Text);
                    break;
            }
        }
    }

    public void Hear(string text) => Add(ChatRole.User, text);

    /// <summary>The assistant was heard to say this; nothing, when it was cut off before a word.</summary>
    public void Say(int reply, string text)
    {
        if (text.Length > 0)
        {
            Add(ChatRole.Assistant, text);
            _reply = reply;
        }
    }

    /// <summary>It turns out that something else was heard of the newest reply.</summary>
    public void Correct(int reply, string text)
    {
        var index = _turns.FindLastIndex(turn => turn.Role == ChatRole.Assistant);
        if (_reply == reply && index >= 0)
        {
            _turns[index] = (ChatRole.Assistant, text);
        }
    }

    /// <summary>What the model gets: instructions first, then the turns, the newest last.</summary>
    public IReadOnlyList<ChatMessage> Messages() =>
    [
        .. instructions is null ? Array.Empty<ChatMessage>() : [new ChatMessage(ChatRole.System, instructions)],
        .. _turns.Where(turn => turn.Text.Length > 0).Select(turn => new ChatMessage(turn.Role, turn.Text)),
    ];

    /// <summary>Turns of one side that follow each other are one: some models take no other.</summary>
    private void Add(ChatRole role, string text)
    {
        if (_turns.Count > 0 && _turns[^1].Role == role)
        {
            _turns[^1] = (role, $"{_turns[^1].Text} {text}");
            return;
        }

        _turns.Add((role, text));
        if (_turns.Count > window + 1)
        {
            _turns.RemoveAt(0);
        }
    }
}
