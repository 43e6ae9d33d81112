using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages.Translating;

/// <summary>Makes what translates in a session.</summary>
public sealed class TranslationFactory(TranslatorCatalog catalog, TranslationLimits limits, TimeProvider time, IScriptConverter? script = null)
{
    private readonly Interpreter _interpreter = new(catalog, limits, time, script);

    /// <summary>Why nobody here translates as these options ask for; null: somebody does.</summary>
    internal ParleyError? Refusal(SessionOptions options)
    {
        // In which language speech is that is not yet heard, its finals say: each is translated by whoever can.
        var known = !string.Equals(options.Language, "auto", StringComparison.OrdinalIgnoreCase);
        return options.Translate is not { } translate ? null
            : translate.Targets
                .Where(target => known && !Interpreter.Same(options.Language, target))
                .Select(target => catalog.Resolve(translate.Translator, options.Language, target).Error)
                .FirstOrDefault(error => error is not null);
    }

    internal TranslationStage Create(SessionOptions options, EventLog events, Action wake) => new(options, _interpreter, limits, events, wake, time);
}
