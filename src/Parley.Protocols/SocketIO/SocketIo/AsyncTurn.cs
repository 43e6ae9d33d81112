namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>One at a time, in order; it holds nothing that would have to be disposed of, and costs nothing while nobody waits.</summary>
internal sealed class AsyncTurn
{
    private readonly Lock _gate = new();
    private Queue<TaskCompletionSource>? _waiting;
    private bool _taken;

    public Task EnterAsync()
    {
        lock (_gate)
        {
            if (!_taken)
            {
                _taken = true;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiting ??= new Queue<TaskCompletionSource>()).Enqueue(turn);
            return turn.Task;
        }
    }

    public void Leave()
    {
        TaskCompletionSource? next = null;
        lock (_gate)
        {
            _taken = _waiting?.TryDequeue(out next) ?? false;
        }

        next?.SetResult();
    }
}
