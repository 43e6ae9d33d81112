using System.Collections.Concurrent;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>The answers that a client owes, bounded in number; each is waited for at most as long as its asker says.</summary>
internal sealed class PendingAcks(int most)
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<SocketArguments?>> _waiting = new();
    private long _last = -1;
    private int _count;

    /// <summary>A new acknowledgement's id and its answer; null at the bound.</summary>
    public (long Id, Task<SocketArguments?> Answer)? TryBegin()
    {
        if (Interlocked.Increment(ref _count) > most)
        {
            Interlocked.Decrement(ref _count);
            return null;
        }

        var id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<SocketArguments?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        return (id, answer.Task);
    }

    /// <summary>The answer came, or (null) will not come; one that nobody waits for is dropped.</summary>
    public void End(long id, SocketArguments? answer)
    {
        if (_waiting.TryRemove(id, out var waiting))
        {
            Interlocked.Decrement(ref _count);
            waiting.SetResult(answer);
        }
        else
        {
            answer?.Dispose();
        }
    }

    public void EndAll()
    {
        foreach (var id in _waiting.Keys)
        {
            End(id, null);
        }
    }
}
