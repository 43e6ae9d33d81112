using System.Diagnostics.CodeAnalysis;
using Parley.Failures;

namespace Parley.Audio.Files;

/// <summary>
/// How many recordings are decoded by a process of their own at once, shared by all that come at the same time. One more
/// waits its turn, holding nothing but its upload, and is refused when none was finished for a while.
/// </summary>
/// <param name="most">Decoder processes, at least 1.</param>
/// <param name="patience">How long one more waits.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle has nothing to free.")]
public sealed class DecoderSlots(int most, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(most, most);

    /// <summary>Takes a slot, to be disposed of when the decoder has ended.</summary>
    /// <returns>The slot, or <see cref="ErrorCodes.TooManySessions"/> with a time to come back.</returns>
    public async ValueTask<Outcome<IDisposable>> TakeAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
            return new Slot(_free);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ParleyError(
                ErrorCodes.TooManySessions,
                $"The server decodes {most} recordings, its limit, and none was finished within {patience.TotalSeconds:0.#} seconds.")
            {
                Retry = true,
                RetryAfterMs = (int)RetryAfter.TotalMilliseconds,
            };
        }
    }

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                free.Release();
            }
        }
    }
}
