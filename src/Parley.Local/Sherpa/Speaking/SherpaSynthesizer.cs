using System.Globalization;
using System.Runtime.CompilerServices;
using Parley.Failures;
using Parley.Local.Espeak;
using Parley.Local.Models;
using Parley.Providers;

namespace Parley.Local.Sherpa.Speaking;

/// <summary>
/// Speaks with a model that sherpa-onnx runs: 1. a sentence at a time, 2. whose pieces leave while the rest is made; 3. who
/// waits takes turns between sentences, for the library makes one at a time.
/// </summary>
public sealed class SherpaSynthesizer : ISynthesizer, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SpeakingHandle _model;

    /// <exception cref="InvalidOperationException">Something is wrong with the model's files; the message says all of it.</exception>
    public SherpaSynthesizer(LocalVoice voice)
    {
        if (LocalVoiceCheck.Problems(voice) is { Count: > 0 } problems)
        {
            throw new InvalidOperationException(string.Join(' ', problems));
        }

        _model = SpeakingHandle.Create(voice);
        var native = _model.DangerousGetHandle();
        var speakers = Math.Max(1, SpeakingLibrary.Speakers(native));
        Capabilities = new SynthesizerCapabilities(
            voice.Name,
            SpeakingLibrary.SampleRate(native),
            [.. Enumerable.Range(0, speakers).Select(at => Voice(voice, at))])
        {
            Clones = SpeakingKinds.Clones(voice.Kind),
        };
    }

    public SynthesizerCapabilities Capabilities { get; }

    public async IAsyncEnumerable<Outcome<ReadOnlyMemory<short>>> SpeakAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var speaker = Speaker(request.Voice);
        if (speaker < 0 || (Capabilities.Clones && request.Sample is null))
        {
            yield return speaker < 0
                ? ParleyError.Invalid("voice", $"There is no voice '{request.Voice}'; GET /v1/audio/voices lists them.")
                : ParleyError.Invalid("voice", $"'{Capabilities.Model}' speaks with the voice of a profile only.");
            yield break;
        }

        foreach (var sentence in Sentences.Of(request.Text))
        {
            var spoken = 0;
            await foreach (var piece in SpeakAsync(sentence, speaker, request, cancellation).ConfigureAwait(false))
            {
                spoken += piece.Length;
                yield return (ReadOnlyMemory<short>)piece;
            }

            if (spoken == 0 && sentence.Any(char.IsLetterOrDigit))
            {
                yield return ParleyError.Provider(FailureCategory.InvalidOutput, $"The voice '{Capabilities.Model}' could not speak a sentence.");
                yield break;
            }
        }
    }

    public void Dispose()
    {
        _model.Dispose();
        _turn.Dispose();
    }

    private async IAsyncEnumerable<short[]> SpeakAsync(
        string sentence, int speaker, SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var utterance = new Utterance(sentence, over.Token);
        var making = Task.Run(() => utterance.Speak(_model, speaker, request.Speed, request.Sample), CancellationToken.None);
        try
        {
            await foreach (var piece in utterance.Pieces.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return piece;
            }

            await making.ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            // Whoever leaves early gives the sentence up; the next one waits until the library has let go of it.
            await over.CancelAsync().ConfigureAwait(false);
            _ = making.ContinueWith(_ => _turn.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>The model's number for a voice; −1: there is none.</summary>
    private int Speaker(string? voice)
    {
        for (var at = 0; voice is not null && at < Capabilities.Voices.Count; at++)
        {
            if (string.Equals(Capabilities.Voices[at].Name, voice, StringComparison.OrdinalIgnoreCase))
            {
                return at;
            }
        }

        return voice is null ? 0 : -1;
    }

    private static SynthesisVoice Voice(LocalVoice voice, int at)
    {
        var name = at < voice.Speakers.Count ? voice.Speakers[at] : at.ToString(CultureInfo.InvariantCulture);
        return new SynthesisVoice(name, voice.Language, $"{voice.Name} {name}");
    }
}
