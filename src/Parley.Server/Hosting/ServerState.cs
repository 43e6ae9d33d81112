using Parley.Protocols.Grpc.Health;

namespace Parley.Server.Hosting;

/// <summary>Where the server stands between its start and its end.</summary>
internal sealed class ServerState(TimeProvider time, ServingState serving)
{
    private readonly long _began = time.GetTimestamp();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _stopping;

    public TimeSpan Uptime => time.GetElapsedTime(_began);

    /// <summary>Completes when the models are loaded and warmed up; fails when they cannot be.</summary>
    public Task Loaded => _loaded.Task;

    public bool Stopping => Volatile.Read(ref _stopping) == 1;

    public bool Ready => Loaded.IsCompletedSuccessfully && !Stopping;

    /// <summary>In one word, as <c>/health</c> says it.</summary>
    public string Word => Stopping ? "stopping" : Loaded.IsFaulted ? "failed" : Loaded.IsCompleted ? "ready" : "loading";

    public void MarkLoaded()
    {
        _loaded.TrySetResult();
        serving.Set(Ready);
    }

    public void MarkFailed(Exception fault)
    {
        _loaded.TrySetException(fault);
        _ = _loaded.Task.Exception;
    }

    public void MarkStopping()
    {
        Interlocked.Exchange(ref _stopping, 1);
        serving.Set(false);
    }
}
