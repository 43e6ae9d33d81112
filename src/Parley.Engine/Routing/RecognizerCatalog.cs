using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing;

/// <summary>The recognisers that this server has, by model name.</summary>
public sealed class RecognizerCatalog
{
    private readonly Dictionary<string, IRecognizer> _byModel = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="recognizers">At least one; two of the same name are refused.</param>
    /// <param name="defaultModel">The one that serves when none is asked for; null: the first.</param>
    public RecognizerCatalog(IReadOnlyList<IRecognizer> recognizers, string? defaultModel)
    {
        foreach (var recognizer in recognizers)
        {
            if (!_byModel.TryAdd(recognizer.Capabilities.Model, recognizer))
            {
                throw new ArgumentException($"Two models are named '{recognizer.Capabilities.Model}'.", nameof(recognizers));
            }
        }

        Default = defaultModel ?? recognizers[0].Capabilities.Model;
        if (!_byModel.ContainsKey(Default))
        {
            throw new ArgumentException($"The default model '{Default}' is not configured.", nameof(defaultModel));
        }
    }

    public string Default { get; }

    /// <summary>What each model declares, the default first.</summary>
    public IEnumerable<RecognizerCapabilities> Models =>
        _byModel.Values.Select(r => r.Capabilities).OrderBy(c => !IsDefault(c)).ThenBy(c => c.Model, StringComparer.Ordinal);

    /// <summary>The recogniser for a model (null: the default) that understands the language, or why there is none.</summary>
    public Outcome<IRecognizer> Resolve(string? model, string language)
    {
        if (!_byModel.TryGetValue(model ?? Default, out var recognizer))
        {
            return ParleyError.Invalid(
                "model", $"There is no model '{model}'; there is {string.Join(", ", _byModel.Keys)}.", ErrorCodes.UnknownModel);
        }

        return recognizer.Capabilities.Refusal(language) is { } refusal ? refusal : new Outcome<IRecognizer>(recognizer);
    }

    private bool IsDefault(RecognizerCapabilities capabilities) =>
        string.Equals(capabilities.Model, Default, StringComparison.OrdinalIgnoreCase);
}
