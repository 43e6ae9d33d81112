using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Telemetry;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages.Translating;

/// <summary>Makes what translates in a session.</summary>
public sealed class TranslationFactory(
    TranslatorCatalog catalog, TranslationLimits limits, TimeProvider time, TranslationMetrics metrics, IScriptConverter? script = null)
{
    private readonly Interpreter _interpreter = new(new TranslatorRouter(catalog, limits, time, metrics), script);

    /// <summary>Why nobody here translates as these options ask for; null: somebody does.</summary>
    internal ParleyError? Refusal(SessionOptions options)
    {
        // In which language speech is that is not yet heard, its finals say: each is translated by whoever can.
        var known = !string.Equals(options.Language, "auto", StringComparison.OrdinalIgnoreCase);
        return options.Translate is not { } translate ? null
            : translate.Targets
                .Select(target => known ? Refusal(options.Language, target, translate.Translator) : null)
                .FirstOrDefault(error => error is not null);
    }

    /// <summary>Why nobody here translates between these languages; null: somebody does, or nobody has to.</summary>
    /// <param name="from">BCP-47, or <c>auto</c>.</param>
    /// <param name="to">BCP-47.</param>
    internal ParleyError? Refusal(string from, string to, string? translator = null) =>
        Interpreter.Same(from, to) ? null : catalog.Resolve(translator, from, to).Error;

    /// <summary>What was said, in another language, by whoever knows both.</summary>
    internal async Task<Outcome<TranscriptFinal>> TranslateAsync(TranscriptFinal final, string target, CancellationToken cancellation)
    {
        var outcome = await _interpreter
            .TranslateAsync(new TranslationRequest(final.Text, final.Language, target), null, cancellation).ConfigureAwait(false);
        return outcome.Succeeded ? final with { Text = outcome.Value.Text, Words = null } : outcome.Error;
    }

    internal TranslationStage Create(SessionOptions options, EventLog events, Action wake) =>
        new(options, _interpreter, limits, metrics, events, wake, time);
}
