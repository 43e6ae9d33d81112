using Parley.Engine.Routing;
using Parley.Engine.Stages.Scripts;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages.Translating;

/// <summary>
/// Has one text translated: 1. what is in the language already stays as it is, 2. somebody is found who knows both
/// languages, 3. gets the text within a bound of time, 4. what comes back is bounded and has the glossary's terms, 5. and is
/// written in the script of its language.
/// </summary>
internal sealed class Interpreter(TranslatorCatalog catalog, TranslationLimits limits, TimeProvider time, IScriptConverter? script = null)
{
    /// <param name="request">In any language, <c>auto</c> too.</param>
    /// <param name="name">Whoever is to translate; null: whoever can.</param>
    public async Task<Outcome<Interpretation>> TranslateAsync(TranslationRequest request, string? name, CancellationToken cancellation)
    {
        var outcome = await InterpretAsync(request, name, cancellation).ConfigureAwait(false);

        // 5.
        return script is not null && outcome.Value is { } told && TaiwanScript.Is(request.To)
            ? told with { Text = script.Convert(told.Text) }
            : outcome;
    }

    private async Task<Outcome<Interpretation>> InterpretAsync(TranslationRequest request, string? name, CancellationToken cancellation)
    {
        // 1.
        if (Same(request.From, request.To) || string.IsNullOrWhiteSpace(request.Text))
        {
            return new Interpretation(request.Text, "", Scripted: false);
        }

        // 2.
        var found = catalog.Resolve(name, request.From, request.To);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        var translator = found.Value;
        var capabilities = translator.Capabilities;
        if (request.Text.Length > capabilities.LongestText)
        {
            return ParleyError.Provider(FailureCategory.Rejected, $"The text is longer than {capabilities.LongestText} characters.");
        }

        // 3.
        using var deadline = new CancellationTokenSource(limits.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            // 4.
            var text = await TranslateAsync(translator, request, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            return text.Succeeded ? new Interpretation(text.Value, capabilities.Name, capabilities.Scripted) : text.Error;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return ParleyError.Provider(
                FailureCategory.Transient, $"'{capabilities.Name}' did not translate within {limits.Patience.TotalSeconds:0.#} s.");
        }
    }

    private static async Task<Outcome<string>> TranslateAsync(ITranslator translator, TranslationRequest request, CancellationToken cancellation)
    {
        if (translator.Capabilities.UsesGlossary || request.Glossary.Count == 0)
        {
            return await OnceAsync(translator, request, cancellation).ConfigureAwait(false);
        }

        var (hidden, translations) = Glossary.Hide(request.Text, request.Glossary);
        var translated = await OnceAsync(translator, request with { Text = hidden, Glossary = [] }, cancellation).ConfigureAwait(false);
        return !translated.Succeeded ? translated
            : Glossary.Restore(translated.Value, translations) is { } restored ? restored
            : await OnceAsync(translator, request with { Glossary = [] }, cancellation).ConfigureAwait(false);
    }

    private static async Task<Outcome<string>> OnceAsync(ITranslator translator, TranslationRequest request, CancellationToken cancellation)
    {
        var translated = await translator.TranslateAsync(request, cancellation).ConfigureAwait(false);
        if (!translated.Succeeded)
        {
            return translated.Error;
        }

        var text = translated.Value.Text.ReplaceLineEndings(" ").Trim();
        return text.Length == 0 || text.Length > (request.Text.Length * TranslationLimits.MostGrowth) + TranslationLimits.SpareCharacters
            ? ParleyError.Provider(FailureCategory.InvalidOutput, $"'{translator.Capabilities.Name}' answered {text.Length} characters.")
            : text;
    }

    /// <summary>Whether a text in one is a text in the other.</summary>
    public static bool Same(string from, string to) =>
        string.Equals(from.Split('-')[0], to.Split('-')[0], StringComparison.OrdinalIgnoreCase);
}

/// <param name="Translator">Whoever translated; empty: nobody had to.</param>
internal sealed record Interpretation(string Text, string Translator, bool Scripted);
