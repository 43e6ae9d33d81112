using Parley.Engine.Routing;

namespace Parley.Engine.Stages.Translating;

/// <summary>The bounds of every translation.</summary>
public sealed record TranslationLimits
{
    /// <summary>Finals of a live session that may wait for one target; beyond, the oldest is given up.</summary>
    public int PendingFinals { get; init; } = 64;

    /// <summary>The same where nobody speaks and audio comes as fast as it can.</summary>
    public int PendingBatchFinals { get; init; } = 4_096;

    /// <summary>How long one translation may take, whoever is asked for it and however often.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a translator is asked for one final at most.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>Between two rounds, where no translator says how long.</summary>
    public TimeSpan UsualWait { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whoever asks for more than this is not asked again for the same final.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When a translator that keeps failing is left alone.</summary>
    public CircuitLimits Circuit { get; init; } = new();

    /// <summary>After the end of the audio: how long the translators may take for the next final of any target.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A translation is at most so many times as long as its text, and <see cref="SpareCharacters"/> more.</summary>
    public const int MostGrowth = 8;

    public const int SpareCharacters = 200;
}
