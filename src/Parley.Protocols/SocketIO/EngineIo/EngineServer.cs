using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>The connections of an Engine.IO server: opens them, finds them, counts them, and ends them when the server stops.</summary>
internal sealed partial class EngineServer(
    EngineIoOptions options, Func<EngineConnection, IEngineListener> accept, TimeProvider time, ILogger logger)
{
    private const int IdBytes = 15;

    private readonly ConcurrentDictionary<string, EngineConnection> _connections = new(StringComparer.Ordinal);
    private int _count;
    private int _stopping;

    public EngineIoOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>Connections that are open.</summary>
    public int Count => Volatile.Read(ref _count);

    public EngineConnection? Find(string id) => _connections.GetValueOrDefault(id);

    /// <summary>Opens a connection, or says why not.</summary>
    /// <param name="transport">The WebSocket that it begins with; null: polling.</param>
    public EngineError? TryOpen(EngineHandshake handshake, WebSocketTransport? transport, out EngineConnection? opened)
    {
        opened = null;
        if (Refusal() is { } refusal)
        {
            return refusal;
        }

        if (Interlocked.Increment(ref _count) > options.MaxConnections)
        {
            Interlocked.Decrement(ref _count);
            return EngineError.TooManyConnections;
        }

        opened = new EngineConnection(options.IdPrefix + NewId(), handshake, this);
        _connections[opened.Id] = opened;
        opened.Open(accept, transport);
        return null;
    }

    /// <summary>What keeps any client from connecting now; null: nothing.</summary>
    public EngineError? Refusal()
    {
        if (Volatile.Read(ref _stopping) == 1)
        {
            return EngineError.Stopping;
        }

        return Count >= options.MaxConnections ? EngineError.TooManyConnections : null;
    }

    public void Remove(EngineConnection connection)
    {
        if (_connections.TryRemove(connection.Id, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>
    /// Refuses new connections, and closes each of those that are open when its application lets it go; completes when they have
    /// ended.
    /// </summary>
    public async Task StopAsync()
    {
        Interlocked.Exchange(ref _stopping, 1);
        await Task.WhenAll(_connections.Values.Select(async connection =>
        {
            await connection.StopAsync();
            await connection.CloseAsync(EngineCloseReason.ServerStopping);
        }));
    }

    public void Report(EngineConnection connection, Exception fault) => LogFault(logger, connection.Handshake.RequestId, fault);

    /// <summary>120 random bits, in characters that a URL takes.</summary>
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    [LoggerMessage(Level = LogLevel.Error, Message = "Connection {RequestId} failed")]
    private static partial void LogFault(ILogger logger, string requestId, Exception fault);
}
