using Parley.Engine.Routing;
using Parley.Failures;
using Parley.Providers;
using Parley.Voices;

namespace Parley.Engine.Voices;

/// <summary>Finds who speaks with the voice of a profile: an engine that clones, or the nearest voice of one that cannot.</summary>
public sealed class VoiceSelector(Func<SynthesizerCatalog> catalog, IVoiceProfileStore? store = null, VoiceMetrics? metrics = null)
{
    /// <summary>Goes before a profile's name or id where the voices of engines are named too.</summary>
    public const string Prefix = "profile/";

    /// <summary>The profile that a voice's name speaks of, by name or id; null: it speaks of none.</summary>
    public static string? Profile(string? voice) =>
        voice is null ? null
        : voice.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? voice[Prefix.Length..]
        : voice.StartsWith(VoiceProfile.IdPrefix, StringComparison.Ordinal) ? voice
        : null;

    /// <param name="profile">A profile's id or name.</param>
    /// <param name="synthesizer">Who has to speak; null: whoever clones, or else the server's default.</param>
    public async ValueTask<Outcome<ChosenVoice>> ChooseAsync(string profile, ISynthesizer? synthesizer, CancellationToken cancellation)
    {
        if (store is null)
        {
            return VoiceErrors.Unavailable;
        }

        var found = await store.FindAsync(profile, cancellation).ConfigureAwait(false);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        var speaker = synthesizer is null ? catalog().ResolveCloning() : new Outcome<ISynthesizer>(synthesizer);
        if (!speaker.Succeeded)
        {
            return speaker.Error;
        }

        metrics?.Chose(speaker.Value.Capabilities.Clones);
        if (!speaker.Value.Capabilities.Clones)
        {
            return new ChosenVoice(speaker.Value, NearestVoice.Of(speaker.Value.Capabilities, found.Value), found.Value);
        }

        var sample = await store.SampleAsync(found.Value.Id, cancellation).ConfigureAwait(false);
        return sample.Succeeded
            ? new ChosenVoice(speaker.Value, null, found.Value) { Sample = sample.Value }
            : sample.Error;
    }
}

/// <summary>Who speaks for a profile, and how.</summary>
/// <param name="Voice">As the synthesiser knows it; null: its own choice.</param>
public sealed record ChosenVoice(ISynthesizer Synthesizer, string? Voice, VoiceProfile Profile)
{
    /// <summary>The notice's code where the voice is not the profile's own.</summary>
    public const string FallbackCode = "voice_fallback";

    /// <summary>What is spoken with; null: the engine cannot, and the nearest voice speaks.</summary>
    public VoiceSample? Sample { get; init; }

    /// <summary>Where it is not the profile's own voice: which one it is.</summary>
    public string? Fallback =>
        Sample is not null ? null : Voice is null ? Synthesizer.Capabilities.Model : $"{Synthesizer.Capabilities.Model}/{Voice}";
}
