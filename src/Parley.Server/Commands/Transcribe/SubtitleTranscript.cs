using Parley.Engine.Transcription.Subtitles;
using Parley.Events;
using Parley.Failures;

namespace Parley.Server.Commands.Transcribe;

/// <summary>Subtitles, cue by cue.</summary>
internal sealed class SubtitleTranscript(TextWriter output, SubtitleFormat format) : ITranscript
{
    private readonly SubtitleWriter _subtitles = new(output, format);

    public void Add(TranscriptFinal final)
    {
        _subtitles.Add(final);
        output.Flush();
    }

    public void Complete(TranscriptInfo info, ParleyError? error) => output.Flush();
}
