using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing.Results;

/// <summary>A recogniser that is not asked twice for the same audio.</summary>
internal sealed class CachedRecognizer(IRecognizer inner, ResultCache cache) : IRecognizer
{
    public RecognizerCapabilities Capabilities => inner.Capabilities;

    public ValueTask<Outcome<Recognition>> RecognizeAsync(RecognitionRequest request, CancellationToken cancellation) =>
        cache.RecognizeAsync(inner, request, cancellation);
}
