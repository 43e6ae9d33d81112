using Parley.Events;
using Parley.Failures;

namespace Parley.Server.Commands.Transcribe;

/// <summary>Writes one recording's transcript in one format, as it comes.</summary>
internal interface ITranscript
{
    /// <summary>Writes the next final.</summary>
    void Add(TranscriptFinal final);

    /// <summary>Writes what remains.</summary>
    /// <param name="error">What broke the recording off; null when it was read to its end.</param>
    void Complete(TranscriptInfo info, ParleyError? error);
}

/// <summary>What is known of a recording once it was read.</summary>
/// <param name="File">As the user named it.</param>
/// <param name="Duration">Length of the audio.</param>
/// <param name="Language">The language that was asked for.</param>
/// <param name="Model">The model that recognised.</param>
internal sealed record TranscriptInfo(string File, TimeSpan Duration, string Language, string Model);
