using System.Text.Json;
using Parley.Engine.Sessions;

namespace Parley.Protocols.Sessions;

/// <summary>The field <c>translate</c>, of <c>session.start</c> and of <c>session.update</c>.</summary>
internal static class TranslateOptionsParser
{
    private const int LongestName = 100;

    public static TranslateOptions? Read(JsonFields fields)
    {
        if (fields.Object("translate") is not { } element)
        {
            return null;
        }

        var translate = new JsonFields(element, "translate.");
        var options = new TranslateOptions
        {
            Targets = translate.Texts("targets", TranslateOptions.MaxTargets, LongestName) ?? [],
            Translator = translate.Text("translator", LongestName),
            Calm = translate.Flag("calm") ?? false,
            Glossary = [.. (translate.Array("glossary", TranslateOptions.MaxTerms) ?? []).Select(entry => Entry(translate, entry)).OfType<GlossaryEntry>()],
        };
        fields.Keep(translate.Finish());
        return options;
    }

    private static GlossaryEntry? Entry(JsonFields translate, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            translate.Refuse("glossary", "must be a list of objects.");
            return null;
        }

        var entry = new JsonFields(element, "translate.glossary.");
        var term = entry.Text("term", TranslateOptions.MaxTermLength);
        var translation = entry.Text("translation", TranslateOptions.MaxTermLength);
        var target = entry.Text("target", LongestName);
        if (term is null || translation is null)
        {
            entry.Refuse(term is null ? "term" : "translation", "is missing.");
        }

        translate.Keep(entry.Finish());
        return term is null || translation is null ? null : new GlossaryEntry(term, translation, target);
    }
}
