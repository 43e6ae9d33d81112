using System.Diagnostics.CodeAnalysis;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Routing.Results;

/// <summary>
/// A decode that several wait for. It is given up when the last of them is gone: that the first one left, whose samples it
/// reads, does not take it from the others.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The cancellation has no timer and no linked token: nothing to free.")]
internal sealed class SharedDecode(Urgency urgency)
{
    private readonly TaskCompletionSource<Outcome<Recognition>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _nobody = new();
    private int _waiting = 1;

    /// <summary>Fires when nobody waits any more.</summary>
    public CancellationToken Deserted => _nobody.Token;

    public Task<Outcome<Recognition>> Task => _done.Task;

    /// <summary>Whether it comes soon enough for this urgency: who speaks does not wait for a file's turn.</summary>
    public bool Serves(Urgency asked) => Rank(urgency) <= Rank(asked);

    /// <summary>One more waits; false when nobody did any more, and it is being given up.</summary>
    public bool Join()
    {
        lock (_nobody)
        {
            _waiting += _waiting > 0 ? 1 : 0;
            return _waiting > 0;
        }
    }

    /// <summary>One who waited is gone.</summary>
    public void Leave()
    {
        lock (_nobody)
        {
            if (--_waiting > 0)
            {
                return;
            }
        }

        _nobody.Cancel();
    }

    public void Finish(Outcome<Recognition> outcome) => _done.TrySetResult(outcome);

    public void Fail(Exception fault)
    {
        _done.TrySetException(fault);

        // Those who share it get the fault; when there are none, it is the first one's alone.
        _ = _done.Task.Exception;
    }

    /// <summary>A guess at a final is wanted as soon as a final: most become one.</summary>
    private static int Rank(Urgency urgency) => urgency == Urgency.Speculative ? (int)Urgency.Final : (int)urgency;
}
