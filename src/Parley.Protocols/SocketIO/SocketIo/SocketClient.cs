using System.Text.Json;
using Parley.Protocols.Http;
using Parley.Protocols.SocketIO.EngineIo;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>One connection, and the namespaces that its client is in.</summary>
internal sealed class SocketClient : IEngineListener, IDisposable
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private readonly SocketServer _server;
    private readonly EngineConnection _connection;
    private readonly PacketAssembler _assembler;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServerSocket> _sockets = new(StringComparer.Ordinal);
    private readonly ITimer _deadline;
    private HashSet<string>? _sentAway;
    private bool _closed;

    public SocketClient(SocketServer server, EngineConnection connection)
    {
        (_server, _connection) = (server, connection);
        _assembler = new PacketAssembler(server.Options);
        _deadline = server.Time.CreateTimer(
            static client => ((SocketClient)client!).Expire(), this, server.Options.ConnectTimeout, Timeout.InfiniteTimeSpan);
    }

    public ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8)
    {
        if (!_assembler.TryAddText(utf8, out var whole))
        {
            return BreakOff();
        }

        if (whole is { } received)
        {
            return DispatchAsync(received);
        }

        _deadline.Change(_server.Options.AttachmentTimeout, Timeout.InfiniteTimeSpan);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!_assembler.TryAddBytes(bytes, out var whole))
        {
            return BreakOff();
        }

        if (whole is not { } received)
        {
            return ValueTask.CompletedTask;
        }

        _deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return DispatchAsync(received);
    }

    public void OnClosed(EngineCloseReason reason)
    {
        ServerSocket[] sockets;
        lock (_gate)
        {
            _closed = true;
            sockets = [.. _sockets.Values];
            _sockets.Clear();
        }

        Dispose();
        foreach (var socket in sockets)
        {
            socket.Lose(this);
        }
    }

    public Task OnStoppingAsync() => Task.WhenAll(Sockets().Select(socket => socket.Handler?.OnStoppingAsync() ?? Task.CompletedTask));

    public void Dispose() => _deadline.Dispose();

    /// <summary>Puts a packet in line; false when nobody will read it.</summary>
    public bool Enqueue(EncodedPacket packet) => _connection.TryEnqueue(packet.Parts);

    public void Flush() => _connection.Flush();

    public Task DrainedAsync() => _connection.DrainedAsync();

    /// <summary>Ends the connection: another has taken its place.</summary>
    public void Drop() => _connection.Abort(EngineCloseReason.TransportClosed);

    /// <summary>The socket belongs to this connection from now on; false when the connection has ended.</summary>
    public bool TryAdd(ServerSocket socket)
    {
        lock (_gate)
        {
            if (!_closed && socket.BelongsTo(this))
            {
                _sockets[socket.Namespace] = socket;
                _deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            return !_closed;
        }
    }

    /// <summary>The socket left its namespace; what its client had sent before it knew is no mistake.</summary>
    public void Forget(ServerSocket socket)
    {
        lock (_gate)
        {
            _sockets.Remove(socket.Namespace);
            (_sentAway ??= new HashSet<string>(StringComparer.Ordinal)).Add(socket.Namespace);
        }
    }

    public void Refuse(string name, SocketRefusal refusal)
    {
        Enqueue(EncodedPacket.Plain(SocketPacketType.ConnectError, name, JsonBody.Bytes(json =>
        {
            json.WriteStartObject();
            json.WriteString("message", refusal.Message);
            if (refusal.WriteData is { } write)
            {
                json.WritePropertyName("data");
                write(json);
            }

            json.WriteEndObject();
        })));
        Flush();
    }

    private ValueTask DispatchAsync(AssembledPacket received)
    {
        var packet = received.Packet;
        var socket = Find(packet.Namespace, out var sentAway);
        switch (packet.Type)
        {
            case SocketPacketType.Connect when socket is null:
                return ConnectAsync(packet);
            case SocketPacketType.Event or SocketPacketType.BinaryEvent when socket is not null:
                return HandleAsync(socket, received);
            case SocketPacketType.Ack or SocketPacketType.BinaryAck when socket is not null:
                socket.AcceptAck(received);
                return ValueTask.CompletedTask;
            case SocketPacketType.Disconnect when socket is not null:
                socket.End(SocketEndReason.ClientLeft);
                return ValueTask.CompletedTask;
            case not SocketPacketType.Connect and not SocketPacketType.ConnectError when sentAway:
                return ValueTask.CompletedTask;
            default:
                return BreakOff();
        }
    }

    private static async ValueTask HandleAsync(ServerSocket socket, AssembledPacket received)
    {
        using var said = new SocketEvent(socket, received);
        await socket.HandleAsync(said);
    }

    private async ValueTask ConnectAsync(SocketPacket packet)
    {
        if (_server.Find(packet.Namespace) is not { } name)
        {
            Refuse(packet.Namespace, new SocketRefusal("Invalid namespace"));
            return;
        }

        if (Sockets().Count >= _server.Options.MaxNamespaces)
        {
            Refuse(packet.Namespace, new SocketRefusal($"A connection is in {_server.Options.MaxNamespaces} namespaces at most"));
            return;
        }

        var auth = packet.Json.IsEmpty ? Nothing : JsonElement.Parse(packet.Json.Span);
        await name.ConnectAsync(this, new SocketHandshake(auth, _connection.Handshake, Recovering: false), Text(auth, "pid"), Text(auth, "offset"));
    }

    private ServerSocket? Find(string name, out bool sentAway)
    {
        lock (_gate)
        {
            sentAway = _sentAway?.Contains(name) ?? false;
            return _sockets.GetValueOrDefault(name);
        }
    }

    private List<ServerSocket> Sockets()
    {
        lock (_gate)
        {
            return [.. _sockets.Values];
        }
    }

    private ValueTask BreakOff()
    {
        _connection.Abort(EngineCloseReason.ParseError);
        return ValueTask.CompletedTask;
    }

    /// <summary>No namespace was joined in time, or attachments did not come.</summary>
    private void Expire() => _connection.Abort(EngineCloseReason.ParseError);

    private static string? Text(JsonElement auth, string name)
    {
        try
        {
            return auth.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escape that is half of a surrogate pair names nothing.
            return null;
        }
    }
}
