using System.Diagnostics.CodeAnalysis;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages;

/// <summary>A decode in flight.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The cancellation has no timer and no linked token: nothing to free.")]
internal sealed class UtteranceDecode
{
    private readonly Task<Outcome<Recognition>> _task;
    private readonly CancellationTokenSource _cancel = new();
    private long _finished;

    /// <param name="end">Up to where the speech was decoded.</param>
    /// <param name="clock">The time, as a timestamp.</param>
    /// <param name="start">Starts the decode with a token of its own.</param>
    /// <param name="wake">Called once, on any thread, when it has finished.</param>
    public UtteranceDecode(long end, Func<long> clock, Func<CancellationToken, Task<Outcome<Recognition>>> start, Action wake)
    {
        End = end;
        Began = clock();
        _task = start(_cancel.Token);
        _ = AnnounceAsync(clock, wake);
    }

    public long End { get; }

    /// <summary>When it was asked for (timestamp).</summary>
    public long Began { get; }

    /// <summary>When it had finished (timestamp).</summary>
    public long Finished => Interlocked.Read(ref _finished);

    public bool Completed => _task.IsCompleted;

    /// <summary>Whether its text was shown as a partial.</summary>
    public bool Shown { get; set; }

    /// <summary>The outcome, once completed.</summary>
    public Outcome<Recognition> Outcome => _task.Status switch
    {
        TaskStatus.RanToCompletion => _task.Result,
        TaskStatus.Canceled => ParleyError.Provider(FailureCategory.Transient, "The decode was cancelled."),
        _ => ParleyError.Provider(FailureCategory.InvalidOutput, "The engine failed on this audio."),
    };

    /// <summary>Its result is not wanted: it leaves the engine's queue; if it already runs, it runs to its end unheard.</summary>
    public void Abandon() => _cancel.Cancel();

    private async Task AnnounceAsync(Func<long> clock, Action wake)
    {
        await ((Task)_task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Exchange(ref _finished, clock());
        wake();
    }
}
