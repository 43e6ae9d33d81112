namespace Parley.Server.Commands.Transcribe;

internal static class Transcripts
{
    public static ITranscript Create(TranscriptFormat format, TextWriter output) => format switch
    {
        TranscriptFormat.Json => new JsonTranscript(output),
        _ => new TextTranscript(output),
    };
}
