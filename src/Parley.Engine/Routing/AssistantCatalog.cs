using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing;

/// <summary>The assistants that this server has, by name; the first answers when none is asked for.</summary>
public sealed class AssistantCatalog(IReadOnlyList<Assistant> assistants)
{
    public IReadOnlyList<Assistant> All => assistants;

    /// <param name="name">Null: the first.</param>
    public Outcome<Assistant> Resolve(string? name)
    {
        if (assistants.Count == 0)
        {
            return ParleyError.Invalid("converse.assistant", "This server has no assistant.", ErrorCodes.UnknownModel);
        }

        return name is null
            ? assistants[0]
            : assistants.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? found
            : ParleyError.Invalid(
                "converse.assistant",
                $"There is no assistant '{name}'; there is {string.Join(", ", assistants.Select(one => one.Name))}.",
                ErrorCodes.UnknownModel);
    }
}
