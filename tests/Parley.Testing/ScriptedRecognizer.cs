using System.Collections.Concurrent;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Testing;

/// <summary>Reads the words of <see cref="Spoken"/> audio, at once unless a test holds it back or makes it fail.</summary>
public sealed class ScriptedRecognizer(string model = "scripted") : IRecognizer
{
    private readonly ConcurrentQueue<RecognitionRequest> _requests = new();

    public RecognizerCapabilities Capabilities { get; init; } = new(model, ["en", "zh"], WordTimes: false, LongestSeconds: 30);

    /// <summary>What to answer instead of the words; null: the words.</summary>
    public Func<RecognitionRequest, ParleyError?> Fail { get; set; } = _ => null;

    /// <summary>What was asked, in order. The samples are gone.</summary>
    public IReadOnlyCollection<RecognitionRequest> Requests => _requests;

    /// <summary>What a decode that will give this text waits for before it answers.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public async ValueTask<Outcome<Recognition>> RecognizeAsync(RecognitionRequest request, CancellationToken cancellation)
    {
        _requests.Enqueue(request with { Samples = default });
        var text = Spoken.Read(request.Samples.Span);
        await Before(text, cancellation);
        return Fail(request) is { } failure ? failure : new Recognition(text);
    }
}
