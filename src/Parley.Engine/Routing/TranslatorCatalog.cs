using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing;

/// <summary>
/// The translators that this server has, by name. Where none is asked for, the first that knows both languages translates,
/// and the next when it fails; one that is scripted only when it is asked for.
/// </summary>
public sealed class TranslatorCatalog(IReadOnlyList<ITranslator> translators)
{
    public IEnumerable<TranslatorCapabilities> All => translators.Select(one => one.Capabilities);

    /// <param name="name">Null: whichever it is.</param>
    /// <param name="from">BCP-47, or <c>auto</c>.</param>
    /// <param name="to">BCP-47.</param>
    public Outcome<ITranslator> Resolve(string? name, string from, string to)
    {
        var found = Candidates(name, from, to);
        return found.Succeeded ? Outcome.Of(found.Value[0]) : found.Error;
    }

    /// <summary>Everybody who translates between these, at least one, the first choice first.</summary>
    /// <param name="name">This one alone; null: all but the scripted.</param>
    /// <param name="from">BCP-47, or <c>auto</c>.</param>
    /// <param name="to">BCP-47.</param>
    public Outcome<IReadOnlyList<ITranslator>> Candidates(string? name, string from, string to)
    {
        var asked = name is null
            ? translators.Where(one => !one.Capabilities.Scripted)
            : translators.Where(one => string.Equals(one.Capabilities.Name, name, StringComparison.OrdinalIgnoreCase));
        if (name is not null && !asked.Any())
        {
            return ParleyError.Invalid(
                "translate.translator",
                translators.Count == 0
                    ? "This server has no translator."
                    : $"There is no translator '{name}'; there is {string.Join(", ", All.Select(one => one.Name))}.",
                ErrorCodes.UnknownModel);
        }

        return asked.Where(one => one.Capabilities.Translates(from, to)).ToList() is { Count: > 0 } found
            ? Outcome.Of<IReadOnlyList<ITranslator>>(found)
            : ParleyError.Invalid(
                "translate.targets",
                $"Nobody here translates from {from} to {to}{Known(asked)}.",
                ErrorCodes.UnsupportedLanguage);
    }

    private static string Known(IEnumerable<ITranslator> asked)
    {
        var pairs = asked.SelectMany(one => one.Capabilities.Pairs).Select(pair => $"{pair.From} to {pair.To}").Distinct(StringComparer.Ordinal).Take(20).ToList();
        return pairs.Count == 0 ? "" : $"; there is {string.Join(", ", pairs)}";
    }
}
