using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Providers;

namespace Parley.Engine.Stages;

/// <summary>How one session recognises; derived once from its options.</summary>
/// <param name="Decoder">Of utterances in a language (BCP-47).</param>
/// <param name="ShortestSilence">The least silence that closes an utterance, samples; null when only the client closes it.</param>
internal sealed record RecognitionPlan(
    Func<string, UtteranceDecoder> Decoder, SessionOptions Options, int PendingFinals, long? ShortestSilence)
{
    private const int Rate = AudioFormat.EngineRate;

    /// <summary>Speech before the first partial, samples.</summary>
    public const long FirstPartial = (long)(0.35 * Rate);

    /// <summary>Speech in which the first words are looked for with all haste, samples.</summary>
    private const long FirstWords = 2 * Rate;

    /// <summary>Until the first words are shown, whoever speaks waits for a sign that they are heard.</summary>
    private static readonly TimeSpan ShortestFirstInterval = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(3);

    public bool Partials => Options.WantsPartials;

    /// <summary>Live sessions decode while the silence lasts; for files nobody waits.</summary>
    public bool Speculate => Options.Mode == SessionMode.Stream;

    /// <summary>After which an utterance is closed, samples; null when only the client closes it.</summary>
    public long? Silence => Options.Endpointing is { Manual: false, SilenceMs: var silence } ? (long)silence * (Rate / 1000) : null;

    public Urgency FinalUrgency => Options.Mode == SessionMode.Stream ? Urgency.Final : Urgency.Batch;

    /// <summary>
    /// Samples until the next partial after one that took <paramref name="decode"/>, waiting included: a session
    /// spends at most half its time on partials, so that they thin out as utterances grow and as the engine fills up.
    /// Only in the first seconds of an utterance of which nothing is <paramref name="shown"/> yet it may spend all of it.
    /// </summary>
    /// <param name="shown">Whether anything of the utterance was shown yet.</param>
    /// <param name="spoken">How long the utterance is so far, samples.</param>
    public static long PartialInterval(TimeSpan decode, bool shown, long spoken)
    {
        var interval = shown || spoken > FirstWords ? decode * 2 : decode;
        var shortest = shown ? ShortestInterval : ShortestFirstInterval;
        interval = interval < shortest ? shortest : interval;
        return (long)((interval > LongestInterval ? LongestInterval : interval).TotalSeconds * Rate);
    }
}
