using System.Collections.Concurrent;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>A namespace: its sockets, and the rooms they are in. Rooms exist while someone is in them.</summary>
public sealed class SocketNamespace
{
    private readonly SocketServer _server;
    private readonly Func<ServerSocket, ISocketHandler> _connect;
    private readonly Func<SocketHandshake, ValueTask<SocketRefusal?>> _authorise;
    private readonly ConcurrentDictionary<string, ServerSocket> _sockets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServerSocket> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<ServerSocket>> _rooms = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _offset;

    internal SocketNamespace(
        string name,
        SocketServer server,
        Func<ServerSocket, ISocketHandler> connect,
        Func<SocketHandshake, ValueTask<SocketRefusal?>>? authorise)
    {
        (Name, _server, _connect) = (name, server, connect);
        _authorise = authorise ?? (static _ => ValueTask.FromResult<SocketRefusal?>(null));
    }

    public string Name { get; }

    /// <summary>Sockets in it, those that are lost and may come back included.</summary>
    public int Count => _sockets.Count;

    /// <summary>Everybody.</summary>
    public SocketAudience All => new(this, [], []);

    /// <summary>Those in any of these rooms; a socket's id is a room of its own.</summary>
    public SocketAudience To(params string[] rooms) => new(this, rooms, []);

    /// <summary>
    /// A client wants in: 1. whoever it says it is, it is asked whether it may; 2. it gets back the socket it lost, with
    /// everything it missed; 3. or else a new one.
    /// </summary>
    internal async ValueTask ConnectAsync(SocketClient client, SocketHandshake handshake, string? secret, string? offset)
    {
        var lost = secret is null ? null : _secrets.GetValueOrDefault(secret);
        handshake = handshake with { Recovering = lost is not null };
        if (await _authorise(handshake) is { } refusal)
        {
            client.Refuse(Name, refusal);
            return;
        }

        if (lost is not null)
        {
            if (lost.TryRecover(client, handshake, offset))
            {
                Add(client, lost);
                return;
            }

            lost.End(SocketEndReason.ConnectionLost);
        }

        var socket = new ServerSocket(this, _server, client, handshake);
        _sockets[socket.Id] = socket;
        if (_server.Options.Recovers)
        {
            _secrets[socket.PrivateId] = socket;
        }

        socket.Begin(_connect);
        Add(client, socket);
    }

    internal EncodedPacket Encode(SocketPayload payload)
    {
        var offset = _server.Options.Recovers ? Interlocked.Increment(ref _offset).ToString("x") : null;
        return EncodedPacket.Event(Name, payload, null, offset, _server.Time.GetTimestamp());
    }

    internal void Enter(string room, ServerSocket socket)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(room, out var members))
            {
                _rooms[room] = members = [];
            }

            members.Add(socket);
        }
    }

    internal void Leave(string room, ServerSocket socket)
    {
        lock (_gate)
        {
            if (_rooms.TryGetValue(room, out var members) && members.Remove(socket) && members.Count == 0)
            {
                _rooms.Remove(room);
            }
        }
    }

    internal void Remove(ServerSocket socket)
    {
        _sockets.TryRemove(socket.Id, out _);
        _secrets.TryRemove(socket.PrivateId, out _);
    }

    /// <summary>Each socket once.</summary>
    internal IReadOnlyCollection<ServerSocket> Members(IReadOnlyCollection<string> rooms)
    {
        if (rooms.Count == 0)
        {
            return [.. _sockets.Values];
        }

        var members = new HashSet<ServerSocket>();
        lock (_gate)
        {
            foreach (var room in rooms)
            {
                members.UnionWith(_rooms.GetValueOrDefault(room) ?? []);
            }
        }

        members.UnionWith(rooms.Select(room => _sockets.GetValueOrDefault(room)).OfType<ServerSocket>());
        return members;
    }

    private static void Add(SocketClient client, ServerSocket socket)
    {
        if (!client.TryAdd(socket))
        {
            socket.Lose(client);
        }
    }
}
