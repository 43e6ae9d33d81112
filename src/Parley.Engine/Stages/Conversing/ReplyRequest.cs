using Parley.Engine.Sessions;

namespace Parley.Engine.Stages.Conversing;

/// <summary>An answer that a client asks for.</summary>
public sealed record ReplyRequest
{
    /// <summary>How this one is to be; null: as the session's are.</summary>
    public ConverseOptions? Converse { get; init; }

    /// <summary>What it answers, in place of what is remembered; null: that.</summary>
    public IReadOnlyList<MemoryTurn>? Input { get; init; }

    /// <summary>Whether it becomes a part of the conversation.</summary>
    public bool Remembered { get; init; } = true;

    /// <summary>Names it in <see cref="Parley.Events.ReplyStarted.Request"/>.</summary>
    public string? Name { get; init; }
}
