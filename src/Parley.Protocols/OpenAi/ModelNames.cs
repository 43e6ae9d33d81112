using Parley.Engine.Routing;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Protocols.OpenAi;

/// <summary>Stock clients ask for OpenAI's models: those names mean the default, unless a model here has that name.</summary>
internal static class ModelNames
{
    public static Outcome<IRecognizer> Resolve(RecognizerCatalog catalog, string? asked)
    {
        var found = catalog.Resolve(string.IsNullOrEmpty(asked) ? null : asked, "auto");
        return !found.Succeeded && IsOpenAis(asked!) ? catalog.Resolve(null, "auto") : found;
    }

    /// <summary>Except those that tell speakers apart, which the default does not.</summary>
    private static bool IsOpenAis(string name) =>
        name.Equals("whisper-1", StringComparison.Ordinal)
        || (name.StartsWith("gpt-", StringComparison.Ordinal)
            && (name.Contains("transcribe", StringComparison.Ordinal) || name.Contains("whisper", StringComparison.Ordinal))
            && !name.Contains("diarize", StringComparison.Ordinal));
}
