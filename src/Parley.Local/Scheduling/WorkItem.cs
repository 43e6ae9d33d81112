using Parley.Failures;
using Parley.Providers;

namespace Parley.Local.Scheduling;

/// <summary>One piece of work for an engine thread.</summary>
internal abstract class WorkItem(string session, Urgency urgency)
{
    private CancellationTokenRegistration _registration;

    public string Session => session;

    public Urgency Urgency => urgency;

    /// <summary>When it was asked for (timestamp).</summary>
    public long AskedAt { get; init; }

    /// <summary>How often other work went before it.</summary>
    public int PassedOver { get; set; }

    public abstract void Cancel();

    public void CancelWith(EngineScheduler scheduler, CancellationToken cancellation) =>
        _registration = cancellation.UnsafeRegister(
            _ =>
            {
                if (scheduler.Withdraw(this))
                {
                    Cancel();
                }
            },
            null);

    public void Run()
    {
        _registration.Dispose();
        Execute();
    }

    protected abstract void Execute();
}

internal sealed class WorkItem<T>(string session, Urgency urgency, Func<Outcome<T>> work) : WorkItem(session, urgency)
{
    private readonly TaskCompletionSource<Outcome<T>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Outcome<T>> Task => _done.Task;

    public override void Cancel() => _done.TrySetCanceled();

    protected override void Execute()
    {
        try
        {
            _done.SetResult(work());
        }
#pragma warning disable CA1031 // A failed decode is its session's failure; the thread serves every other session.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _done.SetException(fault);
        }
    }
}
