using System.Collections.Concurrent;

namespace Parley.Engine.Sessions;

/// <summary>
/// Lets a crowd through a few at a time. Whoever passes goes on at once on a thread of the pool, and before the next few it is
/// everybody else's turn there: thousands who come back together wait here and not before those who only want one answer.
/// </summary>
/// <param name="queue">Has the next few let through when everybody else had a turn: one call, one <c>Execute</c>.</param>
internal sealed class Turnstile(Action<IThreadPoolWorkItem> queue) : IThreadPoolWorkItem
{
    /// <summary>How many pass before others have their turn.</summary>
    public const int AtOnce = 4;

    private readonly ConcurrentQueue<TaskCompletionSource> _waiting = new();
    private int _turning;

    public Turnstile()
        : this(static next => ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false))
    {
    }

    /// <summary>Completes when it is the caller's turn; first come, first served.</summary>
    public Task PassAsync()
    {
        // Its continuation runs in Execute, so that no more than a few are under way.
        var turn = new TaskCompletionSource();
        _waiting.Enqueue(turn);
        Turn();
        return turn.Task;
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var passed = 0; passed < AtOnce && _waiting.TryDequeue(out var turn); passed++)
        {
            turn.SetResult();
        }

        // A full fence: looking before others see that nobody turns it would leave whoever comes in between waiting.
        Interlocked.Exchange(ref _turning, 0);
        if (!_waiting.IsEmpty)
        {
            Turn();
        }
    }

    private void Turn()
    {
        if (Interlocked.Exchange(ref _turning, 1) == 0)
        {
            queue(this);
        }
    }
}
