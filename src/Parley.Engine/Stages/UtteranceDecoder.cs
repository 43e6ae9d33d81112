using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages;

/// <summary>
/// Decodes the audio of an utterance. Recognisers are sensitive to the silence around speech: when speech was heard but
/// the text came back empty, it is decoded again with other margins before the emptiness is believed.
/// </summary>
internal sealed class UtteranceDecoder(IRecognizer recognizer, string session, string language)
{
    private static readonly SpeechMargins[] SecondThoughts = [new(0.1, 0.2), new(0.4, 0.8)];

    private readonly SpeechMargins _margins = recognizer.Capabilities.Margins;

    /// <summary>Takes over <paramref name="audio"/>. <paramref name="believeEmpty"/>: one attempt only (partials).</summary>
    public async Task<Outcome<Recognition>> DecodeAsync(
        UtteranceAudio audio, Urgency urgency, bool believeEmpty, CancellationToken cancellation)
    {
        using (audio)
        {
            var outcome = await AttemptAsync(audio, _margins, urgency, cancellation).ConfigureAwait(false);
            for (var i = 0; !believeEmpty && i < SecondThoughts.Length && outcome.Value is { Text.Length: 0 }; i++)
            {
                outcome = await AttemptAsync(audio, SecondThoughts[i], urgency, cancellation).ConfigureAwait(false);
            }

            return outcome;
        }
    }

    private ValueTask<Outcome<Recognition>> AttemptAsync(
        UtteranceAudio audio, SpeechMargins margins, Urgency urgency, CancellationToken cancellation) =>
        recognizer.RecognizeAsync(new RecognitionRequest(session, audio.With(margins), language, urgency), cancellation);
}
