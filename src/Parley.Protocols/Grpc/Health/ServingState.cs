namespace Parley.Protocols.Grpc.Health;

/// <summary>Whether the server takes work: set by whoever knows, watched by health checks.</summary>
public sealed class ServingState(bool serving)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _serving = serving;

    public void Set(bool serving)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_serving == serving)
            {
                return;
            }

            _serving = serving;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>The state, and a task that completes when it is another.</summary>
    public (bool Serving, Task Changed) Look()
    {
        lock (_gate)
        {
            return (_serving, _changed.Task);
        }
    }
}
