using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>What can be changed while it runs.</summary>
public sealed partial class Session
{
    private readonly Lock _updating = new();

    /// <summary>
    /// Changes what was asked for. No audio is lost for it: the utterance that is open is finished as it was begun. The
    /// outcome is true, or what cannot be.
    /// </summary>
    public Outcome<bool> Update(SessionUpdate update)
    {
        lock (_updating)
        {
            var options = Options with { Language = update.Language ?? Options.Language, Translate = update.Translate ?? Options.Translate };
            if (options.Validate() is { } invalid)
            {
                return invalid;
            }

            if (_reconsider(options) is { } refusal)
            {
                return refusal;
            }

            Options = options;
            _flow.Hear(options.Language);
            _script?.Language = options.Language;
            _translation?.Hear(options.Language);
            _translation?.Change(options.Translate);
            _journal?.Change(options);
            _events.Append(new SessionUpdated(options.Language, options.Translate?.Targets ?? []));
            return true;
        }
    }
}
