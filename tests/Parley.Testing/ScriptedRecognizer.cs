using System.Collections.Concurrent;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Testing;

/// <summary>Reads the words of <see cref="Spoken"/> audio, at once unless a test holds it back or makes it fail.</summary>
public sealed class ScriptedRecognizer(string model = "scripted") : IRecognizer
{
    private readonly ConcurrentQueue<RecognitionRequest> _requests = new();
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RecognizerCapabilities Capabilities { get; init; } = new(model, ["en", "zh"], WordTimes: false, LongestSeconds: 30);

    /// <summary>How sure it is of a text, 0 to 1; null: it does not say.</summary>
    public double? Confidence { get; set; }

    /// <summary>How sure it is of each word of a text; null: it does not say.</summary>
    public Func<string, IReadOnlyList<double>?> WordConfidences { get; set; } = _ => null;

    /// <summary>Which language a text is in, BCP-47; null: it does not say.</summary>
    public Func<string, string?> Heard { get; set; } = _ => null;

    /// <summary>The text as a draft for another hearing; null: it gives none.</summary>
    public Func<string, IReadOnlyList<int>?> Tokens { get; set; } = _ => null;

    /// <summary>What to answer instead of the words; null: the words.</summary>
    public Func<RecognitionRequest, ParleyError?> Fail { get; set; } = _ => null;

    /// <summary>What was asked, in order. The samples are gone.</summary>
    public IReadOnlyCollection<RecognitionRequest> Requests => _requests;

    /// <summary>What a decode that will give this text waits for before it answers.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What to make of the words that were heard, and when; the request still has its samples. Null: the words as they are.</summary>
    public Func<RecognitionRequest, string, Task<string>>? Answer { get; set; }

    /// <summary>Completes when what was asked so far satisfies <paramref name="enough"/>.</summary>
    public async Task AskedAsync(Func<IReadOnlyCollection<RecognitionRequest>, bool> enough, CancellationToken cancellation)
    {
        while (true)
        {
            var asked = Volatile.Read(ref _asked).Task;
            if (enough(_requests))
            {
                return;
            }

            await asked.WaitAsync(cancellation);
        }
    }

    public async ValueTask<Outcome<Recognition>> RecognizeAsync(RecognitionRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var words = Spoken.Times(request.Samples.Span);
        var text = string.Join(' ', words.Select(word => word.Text));
        _requests.Enqueue(request with { Samples = default });
        Interlocked.Exchange(ref _asked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        await Before(text, cancellation);
        if (Answer is { } answer)
        {
            text = await answer(request, text).WaitAsync(cancellation);
        }

        return Fail(request) is { } failure
            ? failure
            : new Recognition(text)
            {
                Words = Capabilities.WordTimes ? words : null,
                Confidence = Confidence,
                WordConfidences = WordConfidences(text),
                Language = Heard(text),
                Tokens = Tokens(text),
            };
    }
}
