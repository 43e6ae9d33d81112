namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>What carries the packets: polling requests, a WebSocket, and the way from the one to the other.</summary>
internal sealed partial class EngineConnection
{
    private WebSocketTransport? _socket;
    private WebSocketTransport? _probe;
    private TaskCompletionSource? _poll;
    private bool _polling;
    private bool _posting;
    private bool _upgrading;

    /// <summary>Whether a polling request waits for something to be said.</summary>
    internal bool HasWaitingPoll
    {
        get
        {
            lock (_gate)
            {
                return _poll is not null;
            }
        }
    }

    /// <summary>A GET begins: the task completes when there is something to answer it with.</summary>
    public EngineError? TryBeginPoll(out Task ready)
    {
        ready = Task.CompletedTask;
        lock (_gate)
        {
            if (_state == ConnectionState.Closed)
            {
                return EngineError.UnknownSession;
            }

            if (_socket is not null || _polling)
            {
                return EngineError.BadRequest;
            }

            _polling = true;
            if (!HasAnswer && !_upgrading)
            {
                _poll = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                ready = _poll.Task;
            }

            return null;
        }
    }

    /// <summary>Whether a GET has something to be answered with. To be called under the lock.</summary>
    private bool HasAnswer => !_outbox.IsEmpty || _state == ConnectionState.Closing;

    /// <summary>
    /// A GET is answered with what is in line; true when it is the last one. The close comes alone, in an answer of its own: a
    /// client may obey it at once, before it has handed on what stands in front of it.
    /// </summary>
    public bool EndPoll(PooledBuffer body)
    {
        var last = false;
        lock (_gate)
        {
            (_poll, _polling) = (null, false);
            while (_socket is null && body.Length < _server.Options.MaxPayload && _outbox.TryTake(out var packet))
            {
                EnginePayload.Append(body, packet, body.Length == 0);
            }

            NoteDrained();

            if (body.Length == 0)
            {
                last = _socket is null && _state == ConnectionState.Closing;
                var goodbye = last || (_state == ConnectionState.Closed && _reason != EngineCloseReason.ClientClosed);
                EnginePayload.Append(body, new EnginePacket(goodbye ? EnginePacketType.Close : EnginePacketType.Noop), first: true);
            }
        }

        return last;
    }

    /// <summary>
    /// A POST begins; there is one at a time. One that comes while the connection closes is taken and not heard: a client
    /// whose POST is refused reads no last words.
    /// </summary>
    public EngineError? TryBeginPost()
    {
        lock (_gate)
        {
            if (_state == ConnectionState.Closed)
            {
                return EngineError.UnknownSession;
            }

            if (_socket is not null || _posting)
            {
                return EngineError.BadRequest;
            }

            _posting = true;
            return null;
        }
    }

    /// <summary>Whether polling requests are this connection's way still.</summary>
    public bool IsPolling
    {
        get
        {
            lock (_gate)
            {
                return _socket is null;
            }
        }
    }

    /// <summary>To be called before the answer leaves: the client takes the answer as its leave to go on.</summary>
    public void EndPost()
    {
        lock (_gate)
        {
            _posting = false;
        }
    }

    /// <summary>A WebSocket asks to become the transport; there is one at most.</summary>
    public bool TryProbe(WebSocketTransport transport)
    {
        lock (_gate)
        {
            if (_state != ConnectionState.Open || _socket is not null || _probe is not null)
            {
                return false;
            }

            _probe = transport;
            return true;
        }
    }

    /// <summary>The probe was answered: polling requests end, so that the client can change over.</summary>
    public void BeginUpgrade()
    {
        lock (_gate)
        {
            _upgrading = true;
            _poll?.TrySetResult();
        }
    }

    /// <summary>The probe becomes the transport; false when it may not.</summary>
    public bool TryUpgrade(WebSocketTransport transport)
    {
        lock (_gate)
        {
            if (_state != ConnectionState.Open || _posting || !_upgrading || _probe != transport)
            {
                return false;
            }

            (_socket, _probe, _upgrading) = (transport, null, false);
            _poll?.TrySetResult();
        }

        Flush();
        return true;
    }

    /// <summary>The probe is gone before it became the transport; polling goes on.</summary>
    public void CancelProbe(WebSocketTransport transport)
    {
        lock (_gate)
        {
            if (_probe == transport)
            {
                (_probe, _upgrading) = (null, false);
            }
        }
    }

    /// <summary>Moves packets in line into one write; false when there are none.</summary>
    /// <param name="enough">Bytes after which no further packet is begun.</param>
    public bool TryTakeFrames(PooledBuffer output, int enough)
    {
        lock (_gate)
        {
            while (output.Length < enough && _outbox.TryTake(out var packet))
            {
                WebSocketFrames.Write(output, packet);
            }

            NoteDrained();

            return output.Length > 0;
        }
    }
}
