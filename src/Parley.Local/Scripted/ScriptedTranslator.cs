using Parley.Failures;
using Parley.Providers;

namespace Parley.Local.Scripted;

/// <summary>
/// Translates a handful of phrases from English, and marks everything else with the language that it should be in: needs
/// no account, no model and no network, and knows no language. For trying out what shows translations.
/// </summary>
public sealed class ScriptedTranslator : ITranslator
{
    /// <summary>The name under which it is asked for.</summary>
    public const string Name = "scripted";

    private static readonly Dictionary<string, (string Spanish, string Chinese)> Phrases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hello"] = ("Hola.", "你好。"),
        ["hello world"] = ("Hola, mundo.", "你好，世界。"),
        ["good morning"] = ("Buenos días.", "早安。"),
        ["thank you"] = ("Gracias.", "謝謝。"),
        ["goodbye"] = ("Adiós.", "再見。"),
    };

    public TranslatorCapabilities Capabilities { get; } = new(Name, []) { Scripted = true, Detects = true };

    public ValueTask<Outcome<Translation>> TranslateAsync(TranslationRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult<Outcome<Translation>>(new Translation(Translate(request)));
    }

    private static string Translate(TranslationRequest request)
    {
        var said = request.Text.Trim().TrimEnd('.', '!', '?');
        var known = Phrases.TryGetValue(said, out var phrase) && !request.From.StartsWith("es", StringComparison.OrdinalIgnoreCase);
        return request.To.Split('-')[0].ToUpperInvariant() switch
        {
            "ES" when known => phrase.Spanish,
            "ZH" when known => phrase.Chinese,
            _ when said.Length == 0 => "",
            _ => $"[{request.To}] {request.Text.Trim()}",
        };
    }
}
