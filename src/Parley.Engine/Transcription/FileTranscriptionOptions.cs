using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Engine.Turns;

namespace Parley.Engine.Transcription;

/// <summary>What is asked about a recording.</summary>
public sealed record FileTranscriptionOptions
{
    /// <summary>BCP-47, or <c>auto</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>A model's name; null for the server's default.</summary>
    public string? Model { get; init; }

    /// <summary>Whether finals carry word times, where the model gives them.</summary>
    public bool Words { get; init; }

    /// <summary>When an utterance is over.</summary>
    public EndpointingOptions Endpointing { get; init; } = new();

    /// <summary>
    /// When the recording breaks off with an error: whether the finals of what was read before it are given first.
    /// Without it the work stops at the error.
    /// </summary>
    public bool KeepBeforeError { get; init; }

    /// <summary>Told how much audio was taken, several times a second of work.</summary>
    public IProgress<TimeSpan>? Progress { get; init; }

    internal SessionOptions ToSession() => new()
    {
        Language = Language,
        Model = Model,
        Mode = SessionMode.Batch,
        Words = Words,
        Input = AudioFormat.Engine,
        Endpointing = Endpointing,
        History = KeepOptions.Nothing,
    };
}
