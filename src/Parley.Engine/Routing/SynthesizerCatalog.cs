using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing;

/// <summary>The synthesisers that this server has, by model name; the first serves when none is asked for.</summary>
public sealed class SynthesizerCatalog(IReadOnlyList<ISynthesizer> synthesizers)
{
    public IEnumerable<SynthesizerCapabilities> Models => synthesizers.Select(one => one.Capabilities);

    private static ParleyError Voiceless { get; } =
        ParleyError.Invalid("model", "This server has no voice; ./parley doctor says how to install one.", ErrorCodes.UnknownModel);

    /// <param name="model">Null: the first.</param>
    public Outcome<ISynthesizer> Resolve(string? model)
    {
        if (synthesizers.Count == 0)
        {
            return Voiceless;
        }

        var found = model is null
            ? synthesizers[0]
            : synthesizers.FirstOrDefault(one => Same(one.Capabilities.Model, model));
        return found is null
            ? ParleyError.Invalid(
                "model", $"No model '{model}' speaks; there is {string.Join(", ", Models.Select(one => one.Model))}.", ErrorCodes.UnknownModel)
            : new Outcome<ISynthesizer>(found);
    }

    /// <summary>The first that speaks with anybody's voice, or else the first.</summary>
    public Outcome<ISynthesizer> ResolveCloning() =>
        synthesizers.FirstOrDefault(one => one.Capabilities.Clones) is { } cloning ? new Outcome<ISynthesizer>(cloning) : Resolve(null);

    /// <summary>Whoever speaks with a voice, and the voice as it knows it.</summary>
    /// <param name="voice">A voice's name, <c>model/voice</c>, or <c>model</c>; null: the first synthesiser's choice.</param>
    public Outcome<(ISynthesizer Synthesizer, string? Voice)> ResolveVoice(string? voice)
    {
        const string Param = "converse.voice";
        if (synthesizers.Count == 0)
        {
            return Voiceless with { Param = Param };
        }

        if (voice is null)
        {
            return (synthesizers[0], null);
        }

        var slash = voice.IndexOf('/', StringComparison.Ordinal);
        var (model, name) = slash < 0 ? (voice, null) : (voice[..slash], voice[(slash + 1)..]);
        if (synthesizers.FirstOrDefault(one => Same(one.Capabilities.Model, model)) is { } named && (name is null || named.Capabilities.Speaks(name)))
        {
            return (named, name);
        }

        return synthesizers.FirstOrDefault(one => one.Capabilities.Speaks(voice)) is { } found
            ? (found, voice)
            : ParleyError.Invalid(Param, $"There is no voice '{voice}'; GET /v1/audio/voices lists them.", ErrorCodes.UnknownModel);
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
