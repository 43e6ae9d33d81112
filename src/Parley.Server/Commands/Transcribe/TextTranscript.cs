using Parley.Events;
using Parley.Failures;

namespace Parley.Server.Commands.Transcribe;

/// <summary>One line an utterance.</summary>
internal sealed class TextTranscript(TextWriter output) : ITranscript
{
    public void Add(TranscriptFinal final)
    {
        output.WriteLine(final.Text);
        output.Flush();
    }

    public void Complete(TranscriptInfo info, ParleyError? error) => output.Flush();
}
