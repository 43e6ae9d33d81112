using Microsoft.AspNetCore.Http;
using Parley.Engine.Routing;
using Parley.Engine.Voices;
using Parley.Failures;
using Parley.Protocols.Http;
using Parley.Providers;

namespace Parley.Protocols.OpenAi.Speech;

/// <summary>Where every text that is spoken over HTTP passes: there are so many places, and it is known who speaks.</summary>
internal sealed class SpeechDesk(SynthesizerCatalog catalog, VoiceSelector selector, ProtocolOptions options)
{
    /// <summary>Says which voice speaks in place of a profile's own.</summary>
    public const string VoiceHeader = "x-parley-voice";

    /// <summary>The code of what is worth knowing and no failure.</summary>
    public const string NoticeHeader = "x-parley-notice";

    private readonly Places _places =
        new(options.Speech.MaxSpeeches, $"The server speaks {options.Speech.MaxSpeeches} texts at once, its limit.", options.Speech.RetryAfter);

    /// <summary>Takes a place, to be disposed of when the text is spoken.</summary>
    /// <exception cref="ParleyException">All are taken.</exception>
    public IDisposable Take() => _places.Take().ValueOrThrow();

    /// <param name="model">Null: the default, or for a profile whoever clones.</param>
    /// <exception cref="ParleyException">There is no such model, or no such profile.</exception>
    public async ValueTask<SpokenVoice> ChooseAsync(HttpContext context, string? voice, string? model)
    {
        if (VoiceSelector.Profile(voice) is not { } profile)
        {
            return new SpokenVoice(catalog.Resolve(model).ValueOrThrow(), voice, null);
        }

        var named = model is null ? null : catalog.Resolve(model).ValueOrThrow();
        var chosen = (await selector.ChooseAsync(profile, named, context.RequestAborted)).ValueOrThrow();
        if (chosen.Fallback is { } other)
        {
            context.Response.Headers[NoticeHeader] = ChosenVoice.FallbackCode;
            context.Response.Headers[VoiceHeader] = other;
        }

        return new SpokenVoice(chosen.Synthesizer, chosen.Voice, chosen.Sample);
    }
}

/// <summary>Who speaks a text.</summary>
/// <param name="Voice">As the synthesiser knows it; null: its own choice.</param>
/// <param name="Sample">Whose voice it is, where the synthesiser clones.</param>
internal sealed record SpokenVoice(ISynthesizer Synthesizer, string? Voice, VoiceSample? Sample);
