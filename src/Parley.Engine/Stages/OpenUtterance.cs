namespace Parley.Engine.Stages;

/// <summary>The utterance that is being spoken.</summary>
internal sealed class OpenUtterance(int number, long start, double startSeconds, long heardAt)
{
    public int Number => number;

    /// <summary>In which language it is heard (BCP-47).</summary>
    public required string Language { get; init; }

    /// <summary>Decodes it.</summary>
    public required UtteranceDecoder Decoder { get; init; }

    /// <summary>First sample of its speech, 16 kHz.</summary>
    public long Start => start;

    public double StartSeconds => startSeconds;

    /// <summary>When its first sample arrived (timestamp).</summary>
    public long HeardAt => heardAt;

    /// <summary>What is shown of it.</summary>
    public Caption Caption { get; } = new();

    /// <summary>What was heard of it last, for the next hearing of all of it to begin with.</summary>
    public IReadOnlyList<int>? Draft { get; set; }

    /// <summary>What partials decode of it.</summary>
    public PartialWindow Window { get; } = new(start);

    /// <summary>The partial in flight.</summary>
    public UtteranceDecode? Partial { get; set; }

    /// <summary>The decode of everything up to the pause that is going on.</summary>
    public UtteranceDecode? Speculation { get; set; }

    /// <summary>Where the pause began that is going on.</summary>
    public long? PausedAt { get; set; }

    /// <summary>The audio position at which the pause is to be decoded.</summary>
    public long? GuessDue { get; set; }

    /// <summary>The audio position at which the next partial is due.</summary>
    public long NextPartial { get; set; } = start + RecognitionPlan.FirstPartial;
}

/// <summary>An utterance that was closed and waits for its text.</summary>
/// <param name="SpokenAt">When its last sample of speech arrived (timestamp).</param>
internal sealed record PendingFinal(OpenUtterance Utterance, long End, double EndSeconds, UtteranceDecode Decode, long SpokenAt)
{
    /// <summary>When it was closed (timestamp).</summary>
    public required long ClosedAt { get; init; }
}
