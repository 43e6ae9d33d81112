using System.Runtime.CompilerServices;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Local.Espeak;

/// <summary>Speaks over a hundred languages with espeak-ng: plainly a machine, and always there.</summary>
public sealed class EspeakSynthesizer : ISynthesizer
{
    public const string ModelName = "espeak-ng";

    /// <summary>A sentence is at most <see cref="Sentences.Longest"/> characters; spoken slowly that is less.</summary>
    private const int LongestSeconds = 300;

    private readonly EspeakVoices _voices;

    /// <exception cref="InvalidOperationException">libespeak-ng or its data is not installed.</exception>
    public EspeakSynthesizer()
    {
        var (rate, voices) = EspeakEngine.Load();
        Capabilities = new SynthesizerCapabilities(ModelName, rate, voices)
        {
            OtherNames = EspeakVoices.OtherNames,
            Variants = EspeakVoices.Variants,
        };
        _voices = new EspeakVoices(voices);
    }

    public SynthesizerCapabilities Capabilities { get; }

    public async IAsyncEnumerable<Outcome<ReadOnlyMemory<short>>> SpeakAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var chosen = _voices.Choose(request);
        if (!chosen.Succeeded)
        {
            yield return chosen.Error;
            yield break;
        }

        foreach (var sentence in Sentences.Of(request.Text))
        {
            var samples = await EspeakEngine
                .SpeakAsync(chosen.Value, sentence, request.Speed, LongestSeconds * Capabilities.Rate, cancellation)
                .ConfigureAwait(false);
            if (samples is null)
            {
                yield return ParleyError.Provider(FailureCategory.Rejected, $"espeak-ng could not speak with its voice '{chosen.Value}'.");
                yield break;
            }

            yield return (ReadOnlyMemory<short>)samples;
        }
    }
}
