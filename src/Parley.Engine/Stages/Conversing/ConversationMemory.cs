using Microsoft.Extensions.AI;

namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// The turns of a conversation, as an assistant is reminded of them: of its own words only what was heard. It may go from
/// one session to the next, and whoever began the conversation may put in, change and take out. Thread-safe; when there are
/// more than <see cref="MaxTurns"/>, the oldest are forgotten.
/// </summary>
public sealed class ConversationMemory
{
    public const int MaxTurns = 1_000;

    private readonly Lock _gate = new();
    private readonly List<MemoryTurn> _turns = [];

    /// <summary>The turn of that key; null: there is none.</summary>
    public MemoryTurn? Find(string key)
    {
        lock (_gate)
        {
            return _turns.Find(turn => Is(turn, key));
        }
    }

    /// <param name="after">The key of the turn that it follows; null, or one that is not there: the newest.</param>
    public void Add(MemoryTurn turn, string? after = null)
    {
        lock (_gate)
        {
            var index = after is null ? -1 : _turns.FindIndex(one => Is(one, after));
            _turns.Insert(index < 0 ? _turns.Count : index + 1, turn);
            if (_turns.Count > MaxTurns)
            {
                _turns.RemoveAt(0);
            }
        }
    }

    /// <summary>Puts a turn before all others.</summary>
    public void AddFirst(MemoryTurn turn)
    {
        lock (_gate)
        {
            _turns.Insert(0, turn);
            if (_turns.Count > MaxTurns)
            {
                _turns.RemoveAt(1);
            }
        }
    }

    /// <summary>It turns out that something else was said; a turn that was forgotten stays so.</summary>
    public void Correct(string key, string text)
    {
        lock (_gate)
        {
            var index = _turns.FindIndex(turn => Is(turn, key));
            if (index >= 0)
            {
                _turns[index] = _turns[index] with { Text = text };
            }
        }
    }

    public bool Forget(string key)
    {
        lock (_gate)
        {
            return _turns.RemoveAll(turn => Is(turn, key)) > 0;
        }
    }

    /// <summary>What a model gets: instructions first, then the turns, the newest last.</summary>
    /// <param name="window">Turns before the newest; those of one side that follow each other are one.</param>
    public IReadOnlyList<ChatMessage> Messages(string? instructions, int window)
    {
        lock (_gate)
        {
            return Messages(_turns, instructions, window);
        }
    }

    /// <summary>The same from other turns than those that are remembered.</summary>
    internal static IReadOnlyList<ChatMessage> Messages(IEnumerable<MemoryTurn> turns, string? instructions, int window)
    {
        // Turns of one side that follow each other are one: some models take no other.
        var merged = new List<(ChatRole Role, string Text)>();
        foreach (var turn in turns.Where(turn => turn.Text.Length > 0))
        {
            if (merged.Count > 0 && merged[^1].Role == turn.Role)
            {
                merged[^1] = (turn.Role, $"{merged[^1].Text} {turn.Text}");
            }
            else
            {
                merged.Add((turn.Role, turn.Text));
            }
        }

        return
        [
            .. instructions is null ? Array.Empty<ChatMessage>() : [new ChatMessage(ChatRole.System, instructions)],
            .. merged.Skip(merged.Count - window - 1).Select(turn => new ChatMessage(turn.Role, turn.Text)),
        ];
    }

    private static bool Is(MemoryTurn turn, string key) => string.Equals(turn.Key, key, StringComparison.Ordinal);
}

/// <summary>One turn of a conversation.</summary>
/// <param name="Key">Names it; those that a session adds are named by <see cref="OfUtterance"/> and <see cref="OfReply"/>.</param>
public sealed record MemoryTurn(string Key, ChatRole Role, string Text)
{
    /// <summary>The key of what an utterance said.</summary>
    public static string OfUtterance(string session, int utterance) => $"{session}/utterance/{utterance}";

    /// <summary>The key of what was heard of a reply.</summary>
    public static string OfReply(string session, int reply) => $"{session}/reply/{reply}";
}
