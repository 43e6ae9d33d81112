namespace Parley.Engine.Stages.Conversing;

/// <summary>The bounds of every conversation.</summary>
public sealed record ConversationLimits
{
    /// <summary>Characters of a reply; at the bound it is over.</summary>
    public int ReplyCharacters { get; init; } = 4_000;

    /// <summary>How long a reply may take from the question to its last sound.</summary>
    public TimeSpan ReplyTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Sentences that wait to be spoken; at the bound the model is read no further.</summary>
    public int PendingSentences { get; init; } = 8;

    /// <summary>Audio sent ahead of what is played.</summary>
    public TimeSpan AudioAhead { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>One event's worth of audio.</summary>
    public TimeSpan AudioPiece { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a synthesiser may take for the next piece.</summary>
    public TimeSpan VoicePatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Characters of a turn that is written.</summary>
    public const int MessageCharacters = 8_000;
}
