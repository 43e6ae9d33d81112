using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Testing;

/// <summary>Speaks a tenth of a second of one tone a word, a piece a word, unless a test holds it back or makes it fail.</summary>
/// <param name="clones">Whether it declares that it speaks with anybody's voice.</param>
public sealed class ScriptedSynthesizer(string model = "scripted-voice", bool clones = false) : ISynthesizer
{
    public const int Rate = 16_000;
    public const int SamplesAWord = Rate / 10;
    public const short Loudness = 8_000;

    private readonly ConcurrentQueue<SynthesisRequest> _requests = new();

    public SynthesizerCapabilities Capabilities { get; } =
        new(model, Rate,
        [
            new SynthesisVoice("calm", "en", "Calm") { PitchHz = 110 },
            new SynthesisVoice("clear", "en", "Clear") { PitchHz = 210 },
            new SynthesisVoice("bright", "zh", "Bright") { PitchHz = 220 },
        ])
        {
            Clones = clones,
        };

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyCollection<SynthesisRequest> Requests => _requests;

    /// <summary>What to fail with before a word.</summary>
    public Func<string, ParleyError?> Fail { get; set; } = _ => null;

    /// <summary>What a word waits for before it is spoken.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public async IAsyncEnumerable<Outcome<ReadOnlyMemory<short>>> SpeakAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        _requests.Enqueue(request);
        foreach (var word in request.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await Before(word, cancellation);
            if (Fail(word) is { } failure)
            {
                yield return failure;
                yield break;
            }

            var samples = new short[(int)(SamplesAWord / request.Speed)];
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = (short)(Loudness * MathF.Sin(2 * MathF.PI * 440 * i / Rate));
            }

            yield return (ReadOnlyMemory<short>)samples;
        }
    }
}
