using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing;

/// <summary>The synthesisers that this server has, by model name; the first serves when none is asked for.</summary>
public sealed class SynthesizerCatalog(IReadOnlyList<ISynthesizer> synthesizers)
{
    public IEnumerable<SynthesizerCapabilities> Models => synthesizers.Select(one => one.Capabilities);

    /// <param name="model">Null: the first.</param>
    public Outcome<ISynthesizer> Resolve(string? model)
    {
        if (synthesizers.Count == 0)
        {
            return ParleyError.Invalid("model", "This server has no voice; ./parley doctor says how to install one.", ErrorCodes.UnknownModel);
        }

        var found = model is null
            ? synthesizers[0]
            : synthesizers.FirstOrDefault(one => string.Equals(one.Capabilities.Model, model, StringComparison.OrdinalIgnoreCase));
        return found is null
            ? ParleyError.Invalid(
                "model", $"No model '{model}' speaks; there is {string.Join(", ", Models.Select(one => one.Model))}.", ErrorCodes.UnknownModel)
            : new Outcome<ISynthesizer>(found);
    }
}
