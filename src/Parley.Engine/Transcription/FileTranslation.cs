using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Parley.Engine.Stages.Translating;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Transcription;

/// <summary>
/// Says what was recognised of a recording in another language: final by final, each with the times at which it was
/// spoken, in the order in which they were. Finals that are in the language already stay as they are.
/// </summary>
/// <param name="target">BCP-47.</param>
/// <param name="nobody">What to answer where nobody here translates from a language, BCP-47 or <c>auto</c>.</param>
public sealed class FileTranslation(TranslationFactory translations, string target, Func<string, ParleyError> nobody)
{
    /// <summary>Finals whose translations are under way or wait for the one before; then the recording waits as well.</summary>
    private const int Ahead = 4;

    /// <summary>BCP-47.</summary>
    public string Target => target;

    /// <summary>Why what is spoken in this language cannot be translated; null: it can, or it need not be, or it is not known yet.</summary>
    public ParleyError? Refusal(string language) =>
        !IsAuto(language) && translations.Refusal(language, target) is not null ? nobody(language) : null;

    /// <summary>The finals in the other language, without the times of their words.</summary>
    /// <exception cref="ParleyException">The recording failed, or a translation did; what came before it stands.</exception>
    public async IAsyncEnumerable<TranscriptFinal> TranslateAsync(
        IAsyncEnumerable<TranscriptFinal> finals, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ahead = Channel.CreateBounded<Task<Outcome<TranscriptFinal>>>(
            new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        var feeding = FeedAsync(finals, ahead.Writer, stop.Token);
        try
        {
            await foreach (var translating in ahead.Reader.ReadAllAsync(stop.Token))
            {
                yield return (await translating).ValueOrThrow();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await feeding;
        }
    }

    /// <summary>Never throws: what goes wrong reaches whoever reads.</summary>
    private async Task FeedAsync(
        IAsyncEnumerable<TranscriptFinal> finals, ChannelWriter<Task<Outcome<TranscriptFinal>>> ahead, CancellationToken stop)
    {
        try
        {
            await foreach (var final in finals.WithCancellation(stop))
            {
                await ahead.WriteAsync(TranslateAsync(final, stop), stop);
            }

            ahead.Complete();
        }
#pragma warning disable CA1031 // Whatever it is, it reaches whoever reads the finals.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            ahead.Complete(fault);
        }
    }

    private async Task<Outcome<TranscriptFinal>> TranslateAsync(TranscriptFinal final, CancellationToken stop)
    {
        var translated = await translations.TranslateAsync(final, target, stop);
        return translated.Error is { Code: ErrorCodes.UnsupportedLanguage } ? nobody(final.Language) : translated;
    }

    private static bool IsAuto(string language) => string.Equals(language, "auto", StringComparison.OrdinalIgnoreCase);
}
