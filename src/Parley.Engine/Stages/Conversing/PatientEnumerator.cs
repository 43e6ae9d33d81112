using Parley.Failures;

namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// Waits for each item only so long, and not at all once it is cancelled, whatever the source does about it. A source
/// that goes on regardless is disposed when it comes back.
/// </summary>
internal sealed class PatientEnumerator<T>(IAsyncEnumerator<T> source, TimeSpan patience, TimeProvider time) : IAsyncDisposable
{
    private Task<bool> _moving = Task.FromResult(false);

    public T Current => source.Current;

    /// <exception cref="ParleyException">Nothing came in time.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        var next = source.MoveNextAsync();
        if (next.IsCompletedSuccessfully)
        {
            return await next.ConfigureAwait(false);
        }

        _moving = next.AsTask();
        try
        {
            return await _moving.WaitAsync(patience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!_moving.IsCompleted)
        {
            throw new ParleyException(ParleyError.Provider(FailureCategory.Transient, $"Nothing came for {patience.TotalSeconds:0.#} s."));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_moving.IsCompleted)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            _ = LeaveAsync();
        }
    }

    private async Task LeaveAsync()
    {
        await ((Task)_moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await source.DisposeAsync().ConfigureAwait(false);
    }
}
