using System.Collections.Concurrent;
using Parley.Protocols.SocketIO.SocketIo;

namespace Parley.Protocols.Tests.SocketIO.SocketIo;

/// <summary>Writes down what happens to a socket; what its events do is a test's business.</summary>
internal sealed class RecordingHandler(ServerSocket socket, Func<ServerSocket, SocketEvent, ValueTask>? hear = null) : ISocketHandler
{
    private readonly ConcurrentQueue<string> _happened = new();

    public ServerSocket Socket => socket;

    public IReadOnlyCollection<string> Happened => _happened;

    public ValueTask OnEventAsync(SocketEvent said)
    {
        _happened.Enqueue(said.Name);
        return hear?.Invoke(socket, said) ?? ValueTask.CompletedTask;
    }

    public void OnRecovered() => _happened.Enqueue("recovered");

    public void OnLost() => _happened.Enqueue("lost");

    public void OnDisconnected(SocketEndReason reason) => _happened.Enqueue(reason.ToString());

    public Task OnStoppingAsync()
    {
        _happened.Enqueue("stopping");
        return Task.CompletedTask;
    }
}
