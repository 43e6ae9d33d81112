using Parley.Protocols.Http;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>
/// A client in a namespace. It outlives its connection by the recovery window:
/// <code>Joined ──connection lost──▶ Lost ──comes back──▶ Joined; any ──leaves, or window over──▶ Ended</code>
/// </summary>
public sealed class ServerSocket
{
    private readonly SocketNamespace _namespace;
    private readonly SocketServer _server;
    private readonly Lock _gate = new();
    private readonly AsyncTurn _turn = new();
    private readonly ReplayBuffer? _replay;
    private SocketClient? _client;
    private ISocketHandler? _handler;
    private PendingAcks? _acks;
    private HashSet<string>? _rooms;
    private ITimer? _window;
    private SocketEndReason? _ended;

    internal ServerSocket(SocketNamespace name, SocketServer server, SocketClient client, SocketHandshake handshake)
    {
        (_namespace, _server, _client, Handshake) = (name, server, client, handshake);
        (Id, PrivateId) = (EngineIo.EngineServer.NewId(), EngineIo.EngineServer.NewId());
        _replay = server.Options.Recovers ? new ReplayBuffer(server.Options, server.Time) : null;
    }

    /// <summary>Names the socket to others; it keeps it when it comes back.</summary>
    public string Id { get; }

    public string Namespace => _namespace.Name;

    /// <summary>How it joined, or came back.</summary>
    public SocketHandshake Handshake { get; private set; }

    /// <summary>Whether its connection is there.</summary>
    public bool IsConnected => Volatile.Read(ref _client) is not null;

    /// <summary>The secret with which it comes back.</summary>
    internal string PrivateId { get; }

    internal ISocketHandler? Handler => Volatile.Read(ref _handler);

    /// <summary>The rooms it is in.</summary>
    public IReadOnlyCollection<string> Rooms
    {
        get
        {
            lock (_gate)
            {
                return _rooms is null ? [] : [.. _rooms];
            }
        }
    }

    /// <summary>Sends an event. One that is said while the connection is lost is kept for it, within limits.</summary>
    public void Emit(SocketPayload payload) => Deliver(_namespace.Encode(payload));

    /// <summary>
    /// Completes when the client reads along. One that emits much and waits for this is never the reason why a connection
    /// ends; at once while the connection is lost, as what is said then is kept, within limits.
    /// </summary>
    public Task DrainedAsync() => Volatile.Read(ref _client)?.DrainedAsync() ?? Task.CompletedTask;

    /// <summary>
    /// Sends an event and waits for the answer; null when none came within <paramref name="timeout"/>, the socket is not
    /// connected, or it owes too many already. Such an event is not recovered.
    /// </summary>
    public async Task<SocketArguments?> AskAsync(SocketPayload payload, TimeSpan timeout, CancellationToken cancellation)
    {
        var acks = Acks();
        if (acks.TryBegin() is not { } asked)
        {
            return null;
        }

        try
        {
            if (!Send(EncodedPacket.Event(Namespace, payload, asked.Id, null, 0)))
            {
                return null;
            }

            return await asked.Answer.WaitAsync(timeout, _server.Time, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            acks.End(asked.Id, null);
        }
    }

    /// <summary>Enters a room; false when it is in too many, or gone.</summary>
    public bool Join(string room)
    {
        lock (_gate)
        {
            _rooms ??= new HashSet<string>(StringComparer.Ordinal);
            if (_ended is not null || (_rooms.Count >= _server.Options.MaxRooms && !_rooms.Contains(room)))
            {
                return false;
            }

            _rooms.Add(room);
            _namespace.Enter(room, this);
            return true;
        }
    }

    public void Leave(string room)
    {
        lock (_gate)
        {
            _rooms?.Remove(room);
            _namespace.Leave(room, this);
        }
    }

    /// <summary>Sends it away; its client does not come back by itself.</summary>
    public void Disconnect()
    {
        Send(EncodedPacket.Plain(SocketPacketType.Disconnect, Namespace));
        End(SocketEndReason.ServerLeft);
    }

    /// <summary>Tells the client that it is in, and gives its events a meaning.</summary>
    internal void Begin(Func<ServerSocket, ISocketHandler> connect)
    {
        var client = Volatile.Read(ref _client);
        client?.Enqueue(Welcome());
        var handler = connect(this);
        SocketEndReason? ended;
        lock (_gate)
        {
            _handler = handler;
            ended = _ended;
        }

        // A client that was welcomed may answer, and somebody has to be there to hear it.
        client?.Flush();

        if (ended is { } reason)
        {
            handler.OnDisconnected(reason);
        }
    }

    internal void Deliver(EncodedPacket packet)
    {
        SocketClient? client;
        lock (_gate)
        {
            if (_ended is not null)
            {
                return;
            }

            _replay?.Add(packet);
            client = _client;
            client?.Enqueue(packet);
        }

        client?.Flush();
    }

    internal void SendAck(long id, SocketPayload payload) => Send(EncodedPacket.Ack(Namespace, payload, id));

    /// <summary>One event at a time: the lost connection's last one may still be at work when the next connection brings another.</summary>
    internal async ValueTask HandleAsync(SocketEvent said)
    {
        await _turn.EnterAsync();
        try
        {
            await _handler!.OnEventAsync(said);
        }
        finally
        {
            _turn.Leave();
        }
    }

    internal bool BelongsTo(SocketClient client) => Volatile.Read(ref _client) == client;

    internal void AcceptAck(AssembledPacket received) => Volatile.Read(ref _acks)?.End(
        received.Packet.Id!.Value,
        new SocketArguments(received.Packet.Json.ToArray(), received.Attachments, skipped: 0));

    /// <summary>The connection is gone: the socket waits for another, or ends.</summary>
    internal void Lose(SocketClient client)
    {
        bool kept;
        lock (_gate)
        {
            if (_client != client || _ended is not null)
            {
                return;
            }

            _client = null;
            kept = _replay is not null && _server.TryKeepLost();
            if (kept)
            {
                _window = _server.Time.CreateTimer(
                    static socket => ((ServerSocket)socket!).End(SocketEndReason.ConnectionLost, onlyIfLost: true),
                    this,
                    _server.Options.RecoveryWindow,
                    Timeout.InfiniteTimeSpan);
            }
        }

        if (kept)
        {
            Handler?.OnLost();
        }
        else
        {
            End(SocketEndReason.ConnectionLost);
        }
    }

    /// <summary>A client knows the secret: it gets this socket back, with all it missed; false when that is not known any more.</summary>
    internal bool TryRecover(SocketClient client, SocketHandshake handshake, string? offset)
    {
        SocketClient? former;
        lock (_gate)
        {
            if (_ended is not null || _replay?.After(offset) is not { } missed)
            {
                return false;
            }

            former = _client;
            (_client, Handshake) = (client, handshake);
            EndWindow();
            client.Enqueue(Welcome());
            foreach (var packet in missed)
            {
                client.Enqueue(packet);
            }
        }

        // The old connection was dead and nobody had noticed.
        former?.Drop();
        Handler?.OnRecovered();
        client.Flush();
        return true;
    }

    internal void End(SocketEndReason reason, bool onlyIfLost = false)
    {
        SocketClient? client;
        lock (_gate)
        {
            if (_ended is not null || (onlyIfLost && _client is not null))
            {
                return;
            }

            _ended = reason;
            client = _client;
            _client = null;
            EndWindow();
            foreach (var room in _rooms ?? [])
            {
                _namespace.Leave(room, this);
            }
        }

        client?.Forget(this);
        _namespace.Remove(this);
        Volatile.Read(ref _acks)?.EndAll();
        Handler?.OnDisconnected(reason);
    }

    private void EndWindow()
    {
        if (_window is not null)
        {
            _window.Dispose();
            _window = null;
            _server.ReleaseLost();
        }
    }

    private bool Send(EncodedPacket packet)
    {
        var client = Volatile.Read(ref _client);
        var sent = client?.Enqueue(packet) ?? false;
        client?.Flush();
        return sent;
    }

    private PendingAcks Acks()
    {
        lock (_gate)
        {
            return _acks ??= new PendingAcks(_server.Options.MaxPendingAcks);
        }
    }

    private EncodedPacket Welcome() => EncodedPacket.Plain(SocketPacketType.Connect, Namespace, JsonBody.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("sid", Id);
        if (_replay is not null)
        {
            json.WriteString("pid", PrivateId);
        }

        json.WriteEndObject();
    }));
}
