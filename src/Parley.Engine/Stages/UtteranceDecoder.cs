using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages;

/// <summary>
/// Decodes the audio of an utterance. Recognisers are sensitive to the silence around speech, most of all when the speech
/// is short. So before a text that the recogniser is not sure of, or emptiness, or a loop, is believed, the speech is
/// decoded again with other margins: two that agree are believed, and of four that differ the one nearest to the others.
/// Of a recogniser that does not say how sure it is, short utterances are doubted.
/// </summary>
internal sealed class UtteranceDecoder(IRecognizer recognizer, string session, string language)
{
    /// <summary>The confidence from which a text is believed; chosen with <c>./parley eval</c>.</summary>
    private const double Sure = 0.75;

    /// <summary>The same for a guess, which had to do with the beginning of the silence after the speech.</summary>
    private const double SureOfGuess = 0.85;

    /// <summary>Up to so much speech, a decode costs little and another opinion is worth much; chosen with <c>./parley eval</c>.</summary>
    private const double ShortSeconds = 2;

    /// <summary>
    /// What else to try while somebody waits for the first words and the beginning of an utterance gave none: recognisers
    /// hear nothing in a syllable with one margin and the word with another. Chosen on 35 clips cut 0.4 to 1.2 s into the
    /// speech: 95 % gave words at 0.5 s instead of 0.9 s.
    /// </summary>
    private static readonly SpeechMargins[] FirstWordMargins = [new(0.5, 0.3), new(0.35, 0.1)];

    private static readonly SpeechMargins[] OtherMargins = [new(0.35, 0.3), new(0.3, 0.6), new(0.3, 0.2)];

    private readonly SpeechMargins _margins = recognizer.Capabilities.Margins;

    /// <summary>Takes over <paramref name="audio"/>, for a partial: what is said goes on, and no second opinion is asked.</summary>
    /// <param name="waiting">Nothing of the utterance is shown yet: of a short beginning, emptiness is not believed.</param>
    public async Task<Outcome<Recognition>> GlimpseAsync(
        UtteranceAudio audio, IReadOnlyList<int>? draft, bool waiting, CancellationToken cancellation)
    {
        using (audio)
        {
            var heard = await AttemptAsync(audio, _margins, Urgency.Partial, draft, cancellation).ConfigureAwait(false);
            foreach (var margins in waiting && audio.Seconds <= ShortSeconds ? FirstWordMargins : [])
            {
                if (heard.Value?.Text is not "")
                {
                    break;
                }

                heard = await AttemptAsync(audio, margins, Urgency.Partial, null, cancellation).ConfigureAwait(false);
            }

            return heard;
        }
    }

    /// <summary>Takes over <paramref name="audio"/>, all of its speech: with second opinions where the first is in doubt.</summary>
    /// <param name="awaitedAt">When a guess will be awaited like a final (timestamp), if that is known.</param>
    public async Task<Outcome<Recognition>> DecodeAsync(
        UtteranceAudio audio, Urgency urgency, long? awaitedAt, IReadOnlyList<int>? draft, CancellationToken cancellation)
    {
        using (audio)
        {
            var first = await AttemptAsync(audio, _margins, urgency, draft, cancellation, awaitedAt).ConfigureAwait(false);
            var doubtful = first.Succeeded && (Unlikely(first) || Unsure(first, audio));
            return doubtful ? await ConferAsync(first, audio, urgency, awaitedAt, cancellation).ConfigureAwait(false) : first;
        }
    }

    /// <summary>
    /// Takes over <paramref name="audio"/>, now with all of the silence after the speech: one more hearing of what was not
    /// sure when the silence had just begun. The surer of the two counts.
    /// </summary>
    public async Task<Outcome<Recognition>> ReconsiderAsync(
        UtteranceAudio audio, Outcome<Recognition> earlier, Urgency urgency, CancellationToken cancellation)
    {
        using (audio)
        {
            var later = await AttemptAsync(audio, _margins, urgency, null, cancellation).ConfigureAwait(false);
            return later.Succeeded && !Unlikely(later) && (Unlikely(earlier) || later.Value!.Confidence > earlier.Value!.Confidence)
                ? later
                : earlier;
        }
    }

    /// <summary>Whether another hearing is worth its time once all of the silence after the speech is there.</summary>
    public static bool Doubts(Outcome<Recognition> outcome) => outcome.Value?.Confidence < SureOfGuess;

    private async Task<Outcome<Recognition>> ConferAsync(
        Outcome<Recognition> first, UtteranceAudio audio, Urgency urgency, long? awaitedAt, CancellationToken cancellation)
    {
        List<Outcome<Recognition>> opinions = [first];
        foreach (var margins in OtherMargins)
        {
            var other = await AttemptAsync(audio, margins, urgency, null, cancellation, awaitedAt).ConfigureAwait(false);
            if (!other.Succeeded)
            {
                break;
            }

            foreach (var opinion in opinions.Where(opinion => Differ(opinion, other) == 0 && !Unlikely(opinion)))
            {
                return opinion;
            }

            opinions.Add(other);
        }

        // No two agree. Emptiness and loops are opinions too, but only believed when there is nothing else.
        return opinions
            .OrderBy(Unlikely)
            .ThenBy(opinion => opinions.Sum(other => Differ(opinion, other)))
            .First();
    }

    private static bool Unsure(Outcome<Recognition> opinion, UtteranceAudio audio) =>
        opinion.Value!.Confidence is { } confidence ? confidence < Sure : audio.Seconds <= ShortSeconds;

    private static bool Unlikely(Outcome<Recognition> opinion) =>
        opinion.Value!.Text.Length == 0 || Words.Loop(opinion.Value.Text);

    private static int Differ(Outcome<Recognition> one, Outcome<Recognition> other) =>
        Words.Distance(one.Value!.Text, other.Value!.Text);

    /// <summary>The words' times count from the first sample of the speech, whatever stood before it.</summary>
    private async Task<Outcome<Recognition>> AttemptAsync(
        UtteranceAudio audio, SpeechMargins margins, Urgency urgency, IReadOnlyList<int>? draft, CancellationToken cancellation, long? awaitedAt = null)
    {
        var outcome = await recognizer
            .RecognizeAsync(
                new RecognitionRequest(session, audio.With(margins), language, urgency) { Draft = draft, AwaitedAt = awaitedAt }, cancellation)
            .ConfigureAwait(false);
        return outcome.Value is { Words: { } words } heard
            ? heard with { Words = words.Later(-audio.Lead(margins)) }
            : outcome;
    }
}
