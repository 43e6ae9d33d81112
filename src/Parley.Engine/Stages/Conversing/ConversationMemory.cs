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

    /// <summary>
    /// It turns out how much of the assistant's turn was played: its text is what was heard then. Null: there is no such turn, or
    /// nobody knows its audio.
    /// </summary>
    /// <param name="played">More than there is means all of it.</param>
    public CutTurn? Cut(string key, TimeSpan played)
    {
        lock (_gate)
        {
            if (Find(key) is not { Audio: { } audio })
            {
                return null;
            }

            var samples = (long)Math.Clamp(played.TotalSeconds * audio.Rate, 0, audio.Samples);
            return new CutTurn(TimeSpan.FromSeconds((double)samples / audio.Rate), Cut(key, samples)!);
        }
    }

    /// <summary>The same in samples; null also when there are not so many.</summary>
    internal string? Cut(string key, long samples)
    {
        lock (_gate)
        {
            var index = _turns.FindIndex(turn => Is(turn, key));
            if (index < 0 || _turns[index].Audio is not { } audio || samples < 0 || samples > audio.Samples)
            {
                return null;
            }

            var heard = audio.Spoken.UpTo(samples);
            _turns[index] = _turns[index] with { Text = heard };
            return heard;
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
    /// <summary>Of the assistant's own turns, what is where in their audio; null: nobody knows.</summary>
    internal SaidAudio? Audio { get; init; }

    /// <summary>The key of what an utterance said.</summary>
    public static string OfUtterance(string session, int utterance) => $"{session}/utterance/{utterance}";

    /// <summary>The key of what was heard of a reply.</summary>
    public static string OfReply(string session, int reply) => $"{session}/reply/{reply}";
}

/// <summary>What is left of a turn that was cut.</summary>
/// <param name="At">How much of its audio was played.</param>
/// <param name="Text">What was heard of it.</param>
public sealed record CutTurn(TimeSpan At, string Text);
