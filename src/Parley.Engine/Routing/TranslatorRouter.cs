using System.Collections.Concurrent;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Telemetry;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing;

/// <summary>
/// Has a text translated by the first translator that succeeds: 1. those that know both languages, in the order of the
/// configuration, 2. each with its share of the time that is left, and not while its circuit is open; 3. of a final, those
/// whose failure may pass are asked once more, after as long as they ask for, within bounds; 4. then all have failed.
/// </summary>
internal sealed class TranslatorRouter(
    TranslatorCatalog catalog, TranslationLimits limits, TimeProvider time, TranslationMetrics? metrics = null)
{
    private readonly ConcurrentDictionary<ITranslator, CircuitBreaker> _circuits = new();

    /// <param name="name">Whoever is to translate, and nobody else; null: whoever can.</param>
    /// <param name="attempt">Makes one attempt at a translator.</param>
    /// <returns>The translation, and who made it.</returns>
    public async Task<Outcome<(Translation Translation, TranslatorCapabilities By)>> TranslateAsync(
        TranslationRequest request,
        string? name,
        Func<ITranslator, CancellationToken, Task<Outcome<Translation>>> attempt,
        CancellationToken cancellation)
    {
        // 1.
        var found = catalog.Candidates(name, request.From, request.To);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        var began = time.GetTimestamp();
        var candidates = found.Value;
        for (var round = 1; ; round++)
        {
            // 2.
            var failures = new List<(ITranslator Translator, ParleyError Error)>();
            foreach (var translator in candidates)
            {
                var share = Left(began) / (candidates.Count - failures.Count);
                var outcome = await TryAsync(translator, request, attempt, share, cancellation).ConfigureAwait(false);
                if (outcome.Succeeded)
                {
                    return (outcome.Value, translator.Capabilities);
                }

                failures.Add((translator, outcome.Error));
            }

            // 3.
            var again = failures.Where(failure => failure.Error.Retry).ToList();
            var wait = again.Select(failure => Wait(failure.Error)).DefaultIfEmpty(TimeSpan.MaxValue).Min();
            if (request.Urgency == Urgency.Partial || round == limits.Rounds || wait > limits.LongestWait || wait >= Left(began))
            {
                // 4.
                return All([.. failures.Select(failure => failure.Error)]);
            }

            await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
            candidates = [.. again.Where(failure => Wait(failure.Error) <= limits.LongestWait).Select(failure => failure.Translator)];
        }
    }

    private async Task<Outcome<Translation>> TryAsync(
        ITranslator translator,
        TranslationRequest request,
        Func<ITranslator, CancellationToken, Task<Outcome<Translation>>> attempt,
        TimeSpan patience,
        CancellationToken cancellation)
    {
        var known = translator.Capabilities;
        if (request.Text.Length > known.LongestText)
        {
            return ParleyError.Provider(FailureCategory.Rejected, $"The text is longer than {known.LongestText} characters.");
        }

        var circuit = _circuits.GetOrAdd(translator, _ => new CircuitBreaker(limits.Circuit, time));
        if (circuit.Refusal() is { } rest)
        {
            metrics?.Refused(known.Name);
            return ParleyError.Provider(
                FailureCategory.Transient, $"'{known.Name}' keeps failing, and is not asked for {rest.TotalSeconds:0.#} s.")
                with { RetryAfterMs = (int)Math.Ceiling(rest.TotalMilliseconds) };
        }

        var began = time.GetTimestamp();
        Outcome<Translation>? outcome = null;
        try
        {
            outcome = await OnceAsync(translator, attempt, patience, cancellation).ConfigureAwait(false);
            return outcome.Value;
        }
        finally
        {
            Learn(circuit, outcome);
            metrics?.Attempted(known.Name, request, outcome, time.GetElapsedTime(began));
        }
    }

    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    private async Task<Outcome<Translation>> OnceAsync(
        ITranslator translator,
        Func<ITranslator, CancellationToken, Task<Outcome<Translation>>> attempt,
        TimeSpan patience,
        CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            return await attempt(translator, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ParleyError.Provider(
                FailureCategory.Transient, $"'{translator.Capabilities.Name}' did not translate within {patience.TotalSeconds:0.#} s.");
        }
#pragma warning disable CA1031 // One translator's fault, whatever it is, is no reason not to ask the next.
        catch (Exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new ParleyError(ErrorCodes.Internal, "The translator failed.");
        }
    }

    private static void Learn(CircuitBreaker circuit, Outcome<Translation>? outcome)
    {
        if (outcome is not { } known)
        {
            circuit.Abandoned();
        }
        else if (known.Error is { } error)
        {
            circuit.Failed(error);
        }
        else
        {
            circuit.Succeeded();
        }
    }

    private TimeSpan Left(long began) => limits.Patience - time.GetElapsedTime(began);

    private TimeSpan Wait(ParleyError error) =>
        error.RetryAfterMs is { } asked ? TimeSpan.FromMilliseconds(asked) : limits.UsualWait;

    /// <summary>One error of several: what each said, and the least that is asked of whoever comes back.</summary>
    private static ParleyError All(IReadOnlyList<ParleyError> failures) => failures is [var only]
        ? only
        : failures[^1] with
        {
            Message = string.Join(' ', failures.Select(failure => failure.Message).Distinct(StringComparer.Ordinal)),
            Retry = failures.Any(failure => failure.Retry),
            RetryAfterMs = failures.All(failure => failure.RetryAfterMs is not null) ? failures.Min(failure => failure.RetryAfterMs) : null,
        };
}
