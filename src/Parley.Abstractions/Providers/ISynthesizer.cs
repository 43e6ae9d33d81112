using Parley.Failures;

namespace Parley.Providers;

/// <summary>
/// One attempt at speaking a text. Thread-safe. Failure is a value with a category and the last thing that comes; only
/// cancellation throws.
/// </summary>
public interface ISynthesizer
{
    SynthesizerCapabilities Capabilities { get; }

    /// <summary>
    /// Speaks: one channel of 16-bit samples at <see cref="SynthesizerCapabilities.Rate"/>, in pieces as they are made. A
    /// piece is the caller's to keep.
    /// </summary>
    IAsyncEnumerable<Outcome<ReadOnlyMemory<short>>> SpeakAsync(SynthesisRequest request, CancellationToken cancellation);
}

/// <summary>What a synthesiser declares of itself.</summary>
/// <param name="Model">The name under which clients ask for it.</param>
/// <param name="Rate">Samples a second of what it gives.</param>
/// <param name="Voices">The voices a client may name; each speaks one language.</param>
public sealed record SynthesizerCapabilities(string Model, int Rate, IReadOnlyList<SynthesisVoice> Voices)
{
    /// <summary>Other names that a request may use for a voice.</summary>
    public IReadOnlyCollection<string> OtherNames { get; init; } = [];

    /// <summary>Other voices, which speak any of its languages.</summary>
    public IReadOnlyList<SynthesisVoice> Variants { get; init; } = [];

    /// <summary>Whether it speaks with the voice of <see cref="SynthesisRequest.Sample"/>.</summary>
    public bool Clones { get; init; }

    /// <summary>Whether a request may name this voice.</summary>
    public bool Speaks(string voice) =>
        Voices.Concat(Variants).Any(one => string.Equals(one.Name, voice, StringComparison.OrdinalIgnoreCase))
        || OtherNames.Contains(voice, StringComparer.OrdinalIgnoreCase);
}

/// <param name="Name">Names the voice in a request.</param>
/// <param name="Language">BCP-47.</param>
/// <param name="Title">For people, in English.</param>
public sealed record SynthesisVoice(string Name, string Language, string Title)
{
    /// <summary>The language of voices that speak many.</summary>
    public const string AnyLanguage = "mul";

    /// <summary>How high it usually speaks, Hz; null: it is not known.</summary>
    public double? PitchHz { get; init; }
}

/// <summary>Somebody's voice, to be spoken with.</summary>
/// <param name="Samples">One channel of 16-bit samples: speech with short pauses, 60 s at most.</param>
/// <param name="Rate">Samples a second.</param>
public sealed record VoiceSample(ReadOnlyMemory<short> Samples, int Rate)
{
    /// <summary>What is said in it; null: nobody said.</summary>
    public string? Text { get; init; }
}

/// <param name="Text">Plain text.</param>
public sealed record SynthesisRequest(string Text)
{
    /// <summary>Of the synthesiser's voices; null: one that speaks the text's language.</summary>
    public string? Voice { get; init; }

    /// <summary>The voice to speak with, for those who declare <see cref="SynthesizerCapabilities.Clones"/>; others pay no heed.</summary>
    public VoiceSample? Sample { get; init; }

    /// <summary>BCP-47; null: the voice's, or what the text seems to be written in.</summary>
    public string? Language { get; init; }

    /// <summary>0.25 to 4; 1 is the voice's own pace.</summary>
    public double Speed { get; init; } = 1;
}
