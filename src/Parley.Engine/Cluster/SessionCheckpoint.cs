using Parley.Engine.Sessions;

namespace Parley.Engine.Cluster;

/// <summary>Where a session stands, as far as another node needs it to go on from there.</summary>
/// <param name="Committed">Position before which everything is final.</param>
public sealed record SessionCheckpoint(long Committed)
{
    /// <summary>Utterances that have their final.</summary>
    public int Utterances { get; init; }

    /// <summary>At the position speech goes on after an utterance that was cut for its length.</summary>
    public bool InSpeech { get; init; }

    /// <summary>Seconds of audio before the position.</summary>
    public double AudioSeconds { get; init; }

    /// <summary>Seconds of speech in the utterances that have their final.</summary>
    public double SpeechSeconds { get; init; }

    /// <summary>Every sample before this was held once: what comes after the position is nowhere but with the client.</summary>
    public long Received { get; init; }

    public SessionState State { get; init; }

    /// <summary>How many speakers the session has had.</summary>
    public long Epoch { get; init; }

    /// <summary>The model that recognises.</summary>
    public string Model { get; init; } = "";
}
