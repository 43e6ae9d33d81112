using System.Collections.Concurrent;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Testing;

/// <summary>Translates as a test tells it, at once unless it is held back or made to fail.</summary>
public sealed class ScriptedTranslator(string name = "dictionary", params LanguagePair[] pairs) : ITranslator
{
    private readonly ConcurrentQueue<TranslationRequest> _requests = new();

    public TranslatorCapabilities Capabilities { get; init; } = new(name, pairs) { Detects = true };

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyCollection<TranslationRequest> Requests => _requests;

    /// <summary>The translation; by default every word with the language behind it.</summary>
    public Func<TranslationRequest, string> Answer { get; set; } = request =>
        string.Join(' ', request.Text.Split(' ').Select(word => $"{word}-{request.To}"));

    /// <summary>What a translation waits for.</summary>
    public Func<TranslationRequest, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What to answer instead; null: the translation.</summary>
    public Func<TranslationRequest, ParleyError?> Fail { get; set; } = _ => null;

    public async ValueTask<Outcome<Translation>> TranslateAsync(TranslationRequest request, CancellationToken cancellation)
    {
        _requests.Enqueue(request);
        await Before(request, cancellation);
        return Fail(request) is { } failure ? failure : new Translation(Answer(request));
    }
}
