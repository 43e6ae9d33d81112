using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Protocols.SocketIO.EngineIo;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>
/// A Socket.IO server (Socket.IO protocol 5 over Engine.IO protocol 4). It knows namespaces, rooms and acknowledgements, and
/// nothing of what is said in them.
/// </summary>
public sealed class SocketServer
{
    private readonly ConcurrentDictionary<string, SocketNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly EngineEndpoint _endpoint;
    private int _lost;

    public SocketServer(EngineIoOptions engine, SocketServerOptions options, TimeProvider time, ILogger logger)
    {
        (Options, Time) = (options, time);
        Engine = new EngineServer(engine, connection => new SocketClient(this, connection), time, logger);
        _endpoint = new EngineEndpoint(Engine);
    }

    public SocketServerOptions Options { get; }

    /// <summary>Connections that are open.</summary>
    public int Connections => Engine.Count;

    internal TimeProvider Time { get; }

    internal EngineServer Engine { get; }

    /// <summary>Opens a namespace.</summary>
    /// <param name="name">Begins with a slash; the main one is <c>/</c>.</param>
    /// <param name="connect">Gives a new socket's events their meaning. It may send; what it sends comes after the welcome.</param>
    /// <param name="authorise">Says why a client may not join; asked again when a lost socket comes back. Null: everybody may.</param>
    public SocketNamespace Open(
        string name,
        Func<ServerSocket, ISocketHandler> connect,
        Func<SocketHandshake, ValueTask<SocketRefusal?>>? authorise = null)
    {
        if (!name.StartsWith('/') || name.Contains(',', StringComparison.Ordinal) || name.Length > SocketPacketParser.LongestNamespace)
        {
            throw new ArgumentException("A namespace begins with a slash and has no comma.", nameof(name));
        }

        var opened = new SocketNamespace(name, this, connect, authorise);
        return _namespaces.TryAdd(name, opened) ? opened : throw new ArgumentException($"{name} is open already.", nameof(name));
    }

    /// <summary>Answers a request, of any method, at the server's one address.</summary>
    public Task HandleAsync(HttpContext context) => _endpoint.HandleAsync(context);

    /// <summary>Refuses new connections, and closes those that are open as their handlers let them go; completes when they have ended.</summary>
    public Task StopAsync() => Engine.StopAsync();

    internal SocketNamespace? Find(string name) => _namespaces.GetValueOrDefault(name);

    internal bool TryKeepLost()
    {
        if (Interlocked.Increment(ref _lost) <= Options.MaxLost)
        {
            return true;
        }

        Interlocked.Decrement(ref _lost);
        return false;
    }

    internal void ReleaseLost() => Interlocked.Decrement(ref _lost);
}
