using Parley.Engine.Routing;
using Parley.Engine.Stages.Scripts;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages.Translating;

/// <summary>
/// Has one text translated: 1. what is in the language already stays as it is, 2. somebody who knows both languages gets
/// the text, 3. what comes back is bounded and has the glossary's terms, 4. and is written in the script of its language.
/// </summary>
internal sealed class Interpreter(TranslatorRouter router, IScriptConverter? script = null)
{
    /// <param name="request">In any language, <c>auto</c> too.</param>
    /// <param name="name">Whoever is to translate; null: whoever can.</param>
    public async Task<Outcome<Interpretation>> TranslateAsync(TranslationRequest request, string? name, CancellationToken cancellation)
    {
        var outcome = await InterpretAsync(request, name, cancellation).ConfigureAwait(false);

        // 4.
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
        var outcome = await router
            .TranslateAsync(request, name, (translator, token) => TranslateAsync(translator, request, token), cancellation).ConfigureAwait(false);
        return outcome.Succeeded
            ? new Interpretation(outcome.Value.Translation.Text, outcome.Value.By.Name, outcome.Value.By.Scripted)
            : outcome.Error;
    }

    /// <summary>3.</summary>
    private static async Task<Outcome<Translation>> TranslateAsync(ITranslator translator, TranslationRequest request, CancellationToken cancellation)
    {
        if (translator.Capabilities.UsesGlossary || request.Glossary.Count == 0)
        {
            return await OnceAsync(translator, request, cancellation).ConfigureAwait(false);
        }

        var (hidden, translations) = Glossary.Hide(request.Text, request.Glossary);
        var translated = await OnceAsync(translator, request with { Text = hidden, Glossary = [] }, cancellation).ConfigureAwait(false);
        return !translated.Succeeded ? translated
            : Glossary.Restore(translated.Value.Text, translations) is { } restored ? translated.Value with { Text = restored }
            : await OnceAsync(translator, request with { Glossary = [] }, cancellation).ConfigureAwait(false);
    }

    private static async Task<Outcome<Translation>> OnceAsync(ITranslator translator, TranslationRequest request, CancellationToken cancellation)
    {
        var translated = await translator.TranslateAsync(request, cancellation).ConfigureAwait(false);
        if (!translated.Succeeded)
        {
            return translated.Error;
        }

        var text = translated.Value.Text.ReplaceLineEndings(" ").Trim();
        return text.Length == 0 || text.Length > (request.Text.Length * TranslationLimits.MostGrowth) + TranslationLimits.SpareCharacters
            ? ParleyError.Provider(FailureCategory.InvalidOutput, $"'{translator.Capabilities.Name}' answered {text.Length} characters.")
            : translated.Value with { Text = text };
    }

    /// <summary>Whether a text in one is a text in the other.</summary>
    public static bool Same(string from, string to) =>
        string.Equals(from.Split('-')[0], to.Split('-')[0], StringComparison.OrdinalIgnoreCase);
}

/// <param name="Translator">Whoever translated; empty: nobody had to.</param>
internal sealed record Interpretation(string Text, string Translator, bool Scripted);
