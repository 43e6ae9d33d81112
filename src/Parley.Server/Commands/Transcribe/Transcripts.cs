using Parley.Engine.Transcription.Subtitles;

namespace Parley.Server.Commands.Transcribe;

internal static class Transcripts
{
    public static ITranscript Create(TranscriptFormat format, TextWriter output) => format switch
    {
        TranscriptFormat.Srt => new SubtitleTranscript(output, SubtitleFormat.Srt),
        TranscriptFormat.Vtt => new SubtitleTranscript(output, SubtitleFormat.Vtt),
        TranscriptFormat.Json => new JsonTranscript(output),
        _ => new TextTranscript(output),
    };
}
