using Parley.Failures;
using Parley.Providers;

namespace Parley.Local.Scheduling;

/// <summary>One piece of work for an engine thread.</summary>
internal abstract class WorkItem(string session, Urgency urgency)
{
    private CancellationTokenRegistration _registration;

    public string Session => session;

    public Urgency Urgency { get; private set; } = urgency;

    /// <summary>When it was asked for (timestamp).</summary>
    public long AskedAt { get; init; }

    /// <summary>When speculative work is awaited like a final (timestamp); null: it never is.</summary>
    public long? AwaitedAt { get; init; }

    /// <summary>Since when somebody waits for it (timestamp): nobody does for a guess before its time.</summary>
    public long WaitedForSince => Math.Max(AskedAt, AwaitedAt ?? AskedAt);

    /// <summary>How often other work went before it.</summary>
    public int PassedOver { get; set; }

    /// <summary>With what else it can be done in one go.</summary>
    public BatchShape Shape { get; init; }

    /// <summary>The guess has come true.</summary>
    public void BecomeFinal() => Urgency = Urgency.Final;

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

    /// <summary>Does it, and <paramref name="mates"/> of the same shape with it.</summary>
    /// <param name="done">Called for each as soon as it can be settled.</param>
    public void Run(IReadOnlyList<WorkItem> mates, Action<WorkItem> done)
    {
        _registration.Dispose();
        foreach (var mate in mates)
        {
            mate._registration.Dispose();
        }

        Execute(mates, done);
    }

    /// <summary>Whoever waits for it learns what came of it; once it was run.</summary>
    public abstract void Settle();

    protected abstract void Execute(IReadOnlyList<WorkItem> mates, Action<WorkItem> done);
}

/// <summary>Work with a result.</summary>
internal class WorkItem<T>(string session, Urgency urgency, Func<Outcome<T>> work) : WorkItem(session, urgency)
{
    private readonly TaskCompletionSource<Outcome<T>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Outcome<T> _outcome;
    private Exception? _fault;

    public Task<Outcome<T>> Task => _done.Task;

    public override void Cancel() => _done.TrySetCanceled();

    public override void Settle()
    {
        switch (_fault)
        {
            case null:
                _done.SetResult(_outcome);
                break;
            case OperationCanceledException broken:
                _done.SetCanceled(broken.CancellationToken);
                break;
            default:
                _done.SetException(_fault);
                break;
        }
    }

    protected void Complete(Outcome<T> outcome, Action<WorkItem> done)
    {
        _outcome = outcome;
        done(this);
    }

    protected override void Execute(IReadOnlyList<WorkItem> mates, Action<WorkItem> done)
    {
        try
        {
            _outcome = work();
        }
#pragma warning disable CA1031 // A failed decode is its session's failure; the thread serves every other session.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _fault = fault;
        }

        done(this);
        foreach (var mate in mates)
        {
            mate.Run([], done);
        }
    }
}

/// <summary>Work that is cheaper for several at once than for each alone.</summary>
/// <param name="input">What this one is for.</param>
/// <param name="alone">Does it for one.</param>
/// <param name="together">Does it for several: as many results, in the same order.</param>
internal sealed class WorkItem<TInput, T>(
    string session, Urgency urgency, TInput input, Func<TInput, Outcome<T>> alone, Func<IReadOnlyList<TInput>, IReadOnlyList<Outcome<T>>> together)
    : WorkItem<T>(session, urgency, () => alone(input))
{
    private readonly TInput _input = input;

    protected override void Execute(IReadOnlyList<WorkItem> mates, Action<WorkItem> done)
    {
        if (mates.Count == 0 || Together([this, .. mates.Cast<WorkItem<TInput, T>>()]) is not { } outcomes)
        {
            base.Execute(mates, done);
            return;
        }

        Complete(outcomes[0], done);
        foreach (var (i, mate) in mates.Index())
        {
            ((WorkItem<TInput, T>)mate).Complete(outcomes[i + 1], done);
        }
    }

    /// <summary>Null when it failed: what is wrong with one of them is no failure of the others, so each is tried alone.</summary>
    private IReadOnlyList<Outcome<T>>? Together(IReadOnlyList<WorkItem<TInput, T>> all)
    {
        try
        {
            return together([.. all.Select(item => item._input)]);
        }
#pragma warning disable CA1031 // Whatever it is, it comes again for the one that it belongs to.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
