namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>
/// One client, whatever carries it: polling requests first, one WebSocket after an upgrade. Packets for it wait in one
/// bounded outbox that the transport of the moment empties.
/// <code>Open ──Close──▶ Closing (what waits may be fetched) ──fetched or CloseTimeout──▶ Closed ◀──Abort── any</code>
/// </summary>
internal sealed partial class EngineConnection
{
    private readonly EngineServer _server;
    private readonly Lock _gate = new();
    private readonly Outbox _outbox;
    private IEngineListener? _listener;
    private ITimer? _timer;
    private TaskCompletionSource? _drained;
    private TaskCompletionSource? _ended;
    private ConnectionState _state;
    private EngineCloseReason _reason;
    private bool _awaitsPong;
    private int _handling;

    public EngineConnection(string id, EngineHandshake handshake, EngineServer server)
    {
        (Id, Handshake, _server) = (id, handshake, server);
        _outbox = new Outbox(server.Options);
    }

    private enum ConnectionState
    {
        Open,
        Closing,
        Closed,
    }

    /// <summary>Names the connection in requests; not guessable.</summary>
    public string Id { get; }

    public EngineHandshake Handshake { get; }

    /// <summary>Says hello and starts the heartbeat.</summary>
    /// <param name="transport">The WebSocket that the connection begins with; null: polling.</param>
    public void Open(Func<EngineConnection, IEngineListener> accept, WebSocketTransport? transport)
    {
        _socket = transport;
        _outbox.Add(new EnginePacket(EnginePacketType.Open, OpenPacket.Write(Id, transport is null, _server.Options)));
        _listener = accept(this);
        lock (_gate)
        {
            if (_state != ConnectionState.Closed)
            {
                _timer = _server.Time.CreateTimer(
                    static state => ((EngineConnection)state!).Tick(),
                    this,
                    _state == ConnectionState.Open ? _server.Options.PingInterval : _server.Options.CloseTimeout,
                    Timeout.InfiniteTimeSpan);
            }
        }

        Flush();
    }

    /// <summary>
    /// Puts packets in line, together or not at all; <see cref="Flush"/> sends them. False when nobody will read them; a
    /// client for which too much waits is sent away.
    /// </summary>
    public bool TryEnqueue(params ReadOnlySpan<EnginePacket> packets)
    {
        lock (_gate)
        {
            if (_state != ConnectionState.Open)
            {
                return false;
            }

            if (_outbox.TryAdd(packets))
            {
                return true;
            }
        }

        // The caller may hold locks that the end of a connection needs.
        ThreadPool.QueueUserWorkItem(static connection => connection.Abort(EngineCloseReason.ReaderTooSlow), this, preferLocal: false);
        return false;
    }

    /// <summary>Completes when the client has read nearly everything in line, or will read no more: whoever waits for it never sends it away.</summary>
    public Task DrainedAsync()
    {
        lock (_gate)
        {
            if (_state != ConnectionState.Open || _outbox.IsLow)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Lets the transport send what is in line.</summary>
    public void Flush()
    {
        WebSocketTransport? socket;
        lock (_gate)
        {
            socket = _socket;
            if (socket is null && HasAnswer)
            {
                _poll?.TrySetResult();
            }
        }

        socket?.Kick();
    }

    /// <summary>
    /// Ends the connection after what is in line was sent; completes when it has ended, <see cref="EngineIoOptions.CloseTimeout"/>
    /// later at the latest.
    /// </summary>
    public Task CloseAsync(EngineCloseReason reason)
    {
        bool first;
        Task ended;
        lock (_gate)
        {
            if (_state == ConnectionState.Closed)
            {
                return Task.CompletedTask;
            }

            _ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ended = _ended.Task;
            first = _state == ConnectionState.Open;
            if (first)
            {
                (_state, _reason) = (ConnectionState.Closing, reason);
                NoteDrained();
                _timer?.Change(_server.Options.CloseTimeout, Timeout.InfiniteTimeSpan);
            }
        }

        if (first)
        {
            _listener?.OnClosed(reason);
            Flush();
        }

        return ended;
    }

    /// <summary>Ends the connection now.</summary>
    public void Abort(EngineCloseReason reason)
    {
        bool first;
        lock (_gate)
        {
            if (_state == ConnectionState.Closed)
            {
                return;
            }

            first = _state == ConnectionState.Open;
            _reason = first ? reason : _reason;
            _state = ConnectionState.Closed;
            _outbox.Clear();
            NoteDrained();
            _timer?.Dispose();
            _poll?.TrySetResult();
            _ended?.SetResult();
        }

        _server.Remove(this);
        if (first)
        {
            _listener?.OnClosed(reason);
        }

        _socket?.Close(_reason);
        _probe?.Close(_reason);
    }

    public Task StopAsync() => _listener?.OnStoppingAsync() ?? Task.CompletedTask;

    /// <summary>Obeys one packet of the client.</summary>
    public async ValueTask HandleAsync(EnginePacket packet)
    {
        switch (packet.Type)
        {
            case EnginePacketType.Message:
                await DeliverAsync(packet);
                break;
            case EnginePacketType.Pong:
                AcceptPong();
                break;
            case EnginePacketType.Close:
                Abort(EngineCloseReason.ClientClosed);
                break;
            case EnginePacketType.Noop:
                break;
            default:
                Abort(EngineCloseReason.ParseError);
                break;
        }
    }

    public bool HasOutput
    {
        get
        {
            lock (_gate)
            {
                return !_outbox.IsEmpty;
            }
        }
    }

    /// <summary>Why to close, once everything was said; null while the connection is open.</summary>
    public EngineCloseReason? Farewell
    {
        get
        {
            lock (_gate)
            {
                return _state == ConnectionState.Open ? null : _reason;
            }
        }
    }

    /// <summary>To be called under the lock, after packets were taken or the connection ended.</summary>
    private void NoteDrained()
    {
        if (_drained is not null && (_state != ConnectionState.Open || _outbox.IsLow))
        {
            _drained.SetResult();
            _drained = null;
        }
    }

    private async ValueTask DeliverAsync(EnginePacket packet)
    {
        if (Farewell is not null)
        {
            return;
        }

        Interlocked.Increment(ref _handling);
        try
        {
            await (packet.Binary ? _listener!.OnBytesAsync(packet.Data) : _listener!.OnTextAsync(packet.Data));
        }
#pragma warning disable CA1031 // One connection's fault, whatever it is, ends that connection and no other.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _server.Report(this, fault);
            Abort(EngineCloseReason.Fault);
        }
        finally
        {
            Interlocked.Decrement(ref _handling);
        }
    }

    private void AcceptPong()
    {
        lock (_gate)
        {
            if (_state == ConnectionState.Open && _awaitsPong)
            {
                _awaitsPong = false;
                _timer?.Change(_server.Options.PingInterval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Tick()
    {
        bool silent;
        lock (_gate)
        {
            // A client held back because its message is being handled cannot get its pong through, and is alive.
            silent = _state != ConnectionState.Open || (_awaitsPong && Volatile.Read(ref _handling) == 0);
            if (!silent)
            {
                _timer?.Change(_server.Options.PingTimeout, Timeout.InfiniteTimeSpan);
            }
        }

        if (silent)
        {
            Abort(EngineCloseReason.PingTimeout);
        }
        else if (!_awaitsPong)
        {
            _awaitsPong = true;
            TryEnqueue(new EnginePacket(EnginePacketType.Ping));
            Flush();
        }
    }
}
