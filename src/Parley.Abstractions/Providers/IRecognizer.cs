using Parley.Failures;

namespace Parley.Providers;

/// <summary>
/// One attempt at turning the audio of an utterance into text. Thread-safe. Failure is a value with a category;
/// only cancellation throws.
/// </summary>
public interface IRecognizer
{
    RecognizerCapabilities Capabilities { get; }

    /// <summary>Recognises a whole utterance. The samples may not change until the task completes.</summary>
    ValueTask<Outcome<Recognition>> RecognizeAsync(RecognitionRequest request, CancellationToken cancellation);
}

/// <summary>What a recogniser declares of itself.</summary>
/// <param name="Model">The name under which clients ask for it.</param>
/// <param name="Languages">BCP-47 primary languages; empty means any.</param>
/// <param name="WordTimes">Whether results carry word times.</param>
/// <param name="LongestSeconds">The longest utterance it takes.</param>
public sealed record RecognizerCapabilities(
    string Model, IReadOnlyList<string> Languages, bool WordTimes, double LongestSeconds)
{
    /// <summary>Silence, in seconds, that the model wants around speech for its best accuracy.</summary>
    public SpeechMargins Margins { get; init; } = SpeechMargins.Default;

    /// <summary>Whether <paramref name="language"/> ("en", "en-US", "auto") is one it understands.</summary>
    public bool Understands(string language) =>
        Languages.Count == 0
        || string.Equals(language, "auto", StringComparison.OrdinalIgnoreCase)
        || Languages.Contains(language.Split('-')[0], StringComparer.OrdinalIgnoreCase);

    /// <summary>Why it does not recognise a language; null: it does.</summary>
    public ParleyError? Refusal(string language) => Understands(language) ? null : ParleyError.Invalid(
        "language", $"Model '{Model}' understands {string.Join(", ", Languages)}, not '{language}'.", ErrorCodes.UnsupportedLanguage);
}

/// <summary>Audio kept around detected speech, seconds.</summary>
public sealed record SpeechMargins(double Before, double After)
{
    public static readonly SpeechMargins Default = new(0.3, 0.4);
}

/// <summary>How soon a result is needed; engines serve the lower values first.</summary>
public enum Urgency
{
    /// <summary>The speaker has stopped and waits.</summary>
    Final,

    /// <summary>The speaker has perhaps stopped.</summary>
    Speculative,

    /// <summary>The speaker is still speaking.</summary>
    Partial,

    /// <summary>Nobody watches (files).</summary>
    Batch,
}

/// <param name="Session">Whose work it is: engines share their cores fairly between these.</param>
/// <param name="Samples">16 kHz, one channel, −1…1.</param>
/// <param name="Language">BCP-47, or <c>auto</c>.</param>
public sealed record RecognitionRequest(
    string Session, ReadOnlyMemory<float> Samples, string Language, Urgency Urgency)
{
    /// <summary>
    /// <see cref="Recognition.Tokens"/> of an earlier hearing of this speech by the same model, for a model that can begin
    /// with them where they are still right. It makes a decode quicker, and changes nothing of its text.
    /// </summary>
    public IReadOnlyList<int>? Draft { get; init; }

    /// <summary>
    /// Of speculative work: when (timestamp of <see cref="TimeProvider"/>) the speaker waits for it as for a final, unless it
    /// was withdrawn before: a busy engine leaves it until then. Null: that is not known.
    /// </summary>
    public long? AwaitedAt { get; init; }
}

/// <param name="Text">Empty when nothing was understood.</param>
public sealed record Recognition(string Text)
{
    /// <summary>The language that was heard, where the model says so (BCP-47).</summary>
    public string? Language { get; init; }

    /// <summary>Word times, seconds from the request's first sample.</summary>
    public IReadOnlyList<Events.TimedWord>? Words { get; init; }

    /// <summary>The text in the model's own units, where it can be given to it again as a draft.</summary>
    public IReadOnlyList<int>? Tokens { get; init; }

    /// <summary>0 to 1, where the model gives it.</summary>
    public double? Confidence { get; init; }

    /// <summary>
    /// How probable each word of the text was, as spaces separate them, 0 to 1, where the model gives it: what is in doubt is held back
    /// from partials.
    /// </summary>
    public IReadOnlyList<double>? WordConfidences { get; init; }
}
