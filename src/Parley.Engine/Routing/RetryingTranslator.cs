using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing;

/// <summary>Tries a final once more when its translator says that this may help, after as long as it asks for, within bounds.</summary>
public sealed class RetryingTranslator(ITranslator inner, TimeProvider time) : ITranslator
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(250);

    /// <summary>Whoever asks for more than this has a final given up.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public TranslatorCapabilities Capabilities => inner.Capabilities;

    public async ValueTask<Outcome<Translation>> TranslateAsync(TranslationRequest request, CancellationToken cancellation)
    {
        var outcome = await inner.TranslateAsync(request, cancellation).ConfigureAwait(false);
        if (outcome.Error is not { Retry: true } error || request.Urgency == Urgency.Partial)
        {
            return outcome;
        }

        var wait = error.RetryAfterMs is { } asked ? TimeSpan.FromMilliseconds(asked) : Usual;
        if (wait > Longest)
        {
            return outcome;
        }

        await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
        return await inner.TranslateAsync(request, cancellation).ConfigureAwait(false);
    }
}
