using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Failures;
using Parley.Protocols.Http;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.WebSockets;

/// <summary>
/// One WebSocket connection. Messages are read and handled one after the other; events, refusals and the close leave
/// through one gate, in order, so that nothing queues up here: a client that does not read holds back its own messages,
/// and is cut off when a write waited too long.
/// </summary>
internal sealed partial class Connection : IAsyncDisposable
{
    private const long NotListening = -1;

    /// <summary>Room for most answers, since more is asked for by 4 KB, and kept.</summary>
    private const int FrameBytes = 512;

    private readonly HttpContext _context;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _requestId;
    private readonly Action<IBufferWriter<byte>, ParleyError> _writeError;
    private readonly FrameStream _stream;
    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _gone;
    private readonly CancellationTokenRegistration _aborted;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ArrayBufferWriter<byte>? _frame;
    private Task _idleClose = Task.CompletedTask;
    private long _listeningSince = NotListening;
    private bool _closing;
    private bool _broken;
    private int _refused;

    /// <param name="writeError">How an error looks on this wire; null: as in the session protocol.</param>
    public Connection(
        HttpContext context,
        Stream upgraded,
        SessionProtocolOptions limits,
        TimeProvider time,
        ILogger logger,
        Action<IBufferWriter<byte>, ParleyError>? writeError = null)
    {
        (_context, Limits, _time, _logger, _requestId) = (context, limits, time, logger, context.RequestId());
        _writeError = writeError ?? EventWriter.Write;
        _gone = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _aborted = context.RequestAborted.Register(_gone.Cancel);
        _stream = new FrameStream(upgraded, limits.WriteTimeout, time) { BeforeClose = ExplainClose, Gone = _gone.Token };
        _socket = WebSocket.CreateFromStream(
            _stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
    }

    public SessionProtocolOptions Limits { get; }

    /// <summary>Fires when nobody is there any more.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>
    /// A connection's life:
    /// 1. messages are handled until the client closes, breaks the protocol or is gone;
    /// 2. whoever handles them learns that nothing more will come, and stops sending;
    /// 3. after a broken frame the client is given time to read why: closing over unread bytes resets the connection.
    /// </summary>
    public async Task RunAsync(IConversation conversation)
    {
        await using (new Heartbeat(_stream, Limits, _time, () => CheckIdle(conversation), Vanish))
        {
            try
            {
                await ReceiveAsync(conversation);
            }
            finally
            {
                conversation.Abandon();
                await _gone.CancelAsync();
                await conversation.SilenceAsync();
            }
        }

        await _idleClose;
        if (_broken)
        {
            await DrainAsync();
        }
    }

    /// <summary>Sends one text message; false when nobody is there any more to read it.</summary>
    public ValueTask<bool> SendAsync(Action<IBufferWriter<byte>> write) => ThroughGateAsync(() => SendTextAsync(write));

    /// <summary>Sends a text message and a binary one with nothing between them; false when nobody is there any more to read it.</summary>
    public ValueTask<bool> SendAsync(Action<IBufferWriter<byte>> write, ReadOnlyMemory<byte> binary) => ThroughGateAsync(async () =>
    {
        await SendTextAsync(write);
        await _socket.SendAsync(binary, WebSocketMessageType.Binary, true, CancellationToken.None);
    });

    /// <summary>Answers a message that is refused; the connection stays, within limits.</summary>
    public ValueTask RefuseAsync(ParleyError error) => RefuseAsync(output => _writeError(output, error.For(_requestId)));

    /// <summary>The same, in words that only the caller knows.</summary>
    public async ValueTask RefuseAsync(Action<IBufferWriter<byte>> write)
    {
        await SendAsync(write);
        if (++_refused >= Limits.MaxErrors)
        {
            await CloseAsync(new ParleyError(
                ErrorCodes.TooManyErrors, $"{Limits.MaxErrors} messages were refused on this connection, its limit."));
        }
    }

    /// <summary>Says why, and closes; no event comes between the two.</summary>
    public async ValueTask CloseAsync(ParleyError error) => await ThroughGateAsync(async () =>
    {
        try
        {
            await SendTextAsync(output => _writeError(output, error.For(_requestId)));
        }
        finally
        {
            BeginClose();
        }

        await _socket.CloseOutputAsync((WebSocketCloseStatus)CloseCodes.For(error), error.Code, CancellationToken.None);
    });

    /// <summary>Closes; the first close counts. The client has <see cref="SessionProtocolOptions.CloseTimeout"/> to answer.</summary>
    public async ValueTask CloseAsync(int code, string reason) => await ThroughGateAsync(async () =>
    {
        BeginClose();
        await _socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None);
    });

    /// <summary>Our own fault, whatever it is: it ends this connection, with an id that finds the line in the log.</summary>
    public ValueTask FailAsync(Exception fault)
    {
        LogFault(_logger, _requestId, fault);
        return CloseAsync(new ParleyError(ErrorCodes.Internal, "The server failed; its log has the request id.") { Retry = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream.Stalled)
        {
            // Kestrel would wait, without an end, for the client to read what was sent.
            _context.Abort();
        }

        _socket.Dispose();
        await _aborted.DisposeAsync();
        _gone.Dispose();
        await _stream.DisposeAsync();
    }

    private async Task ReceiveAsync(IConversation conversation)
    {
        using var reader = new MessageReader(_socket, _stream, Limits);
        try
        {
            while (true)
            {
                var coming = reader.ReadAsync();
                if (!coming.IsCompleted)
                {
                    Interlocked.Exchange(ref _listeningSince, _time.GetTimestamp());
                    conversation.Rest();
                }

                var message = await coming;
                Interlocked.Exchange(ref _listeningSince, NotListening);
                if (message.Kind == InboundKind.Close)
                {
                    var code = _socket.CloseStatus is { } status and not WebSocketCloseStatus.Empty ? (int)status : CloseCodes.Normal;
                    conversation.Leave(code);
                    await CloseAsync(code, "");
                    return;
                }

                if (!Volatile.Read(ref _closing))
                {
                    await HandleAsync(conversation, message);
                }

                if (Volatile.Read(ref _closing))
                {
                    // What still comes is read to be thrown away: the client is on its way to reading why.
                    conversation.Abandon();
                }
            }
        }
        catch (WebSocketException fault)
        {
            _broken = fault.WebSocketErrorCode != WebSocketError.ConnectionClosedPrematurely;
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The connection is reset, or was given up by this side.
        }
    }

    private async ValueTask HandleAsync(IConversation conversation, InboundMessage message)
    {
        try
        {
            await conversation.HandleAsync(message);
        }
#pragma warning disable CA1031 // One message's fault must not take down more than its connection.
        catch (Exception fault) when (!Gone.IsCancellationRequested)
#pragma warning restore CA1031
        {
            await FailAsync(fault);
        }
    }

    private async ValueTask<bool> ThroughGateAsync(Func<Task> send)
    {
        // Whoever is inside leaves within the write timeout.
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (Volatile.Read(ref _closing))
            {
                return false;
            }

            await send();
            return true;
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or OperationCanceledException
            or ObjectDisposedException or TimeoutException)
        {
            if (_stream.Stalled)
            {
                await SayFarewellAsync(new ParleyError(
                    ErrorCodes.ReaderTooSlow, $"Nothing was read for {Limits.WriteTimeout.TotalSeconds:0.#} s.") { Retry = true });
            }

            return false;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Inside the gate.</summary>
    private Task SendTextAsync(Action<IBufferWriter<byte>> write)
    {
        _frame ??= new ArrayBufferWriter<byte>(FrameBytes);
        _frame.ResetWrittenCount();
        write(_frame);
        return _socket.SendAsync(_frame.WrittenMemory, WebSocketMessageType.Text, true, CancellationToken.None).AsTask();
    }

    private void BeginClose()
    {
        Volatile.Write(ref _closing, true);
        _gone.CancelAfter(Limits.CloseTimeout);
    }

    /// <summary>The frame that goes before a close which the WebSocket object decides on: the client broke the protocol.</summary>
    private byte[]? ExplainClose(int code)
    {
        if (Volatile.Read(ref _closing))
        {
            return null;
        }

        BeginClose();
        return ErrorFrame(new ParleyError(ErrorCodes.InvalidFrame, code == CloseCodes.NotUtf8
            ? "A text message was not UTF-8."
            : "A frame broke RFC 6455: it was not masked, used reserved bits or an unknown opcode, or came out of turn."));
    }

    private async Task SayFarewellAsync(ParleyError error)
    {
        BeginClose();
        try
        {
            await _stream.SayFarewellAsync(
                ErrorFrame(error), ServerFrame.Close(CloseCodes.For(error), error.Code), Limits.CloseTimeout);
        }
        catch (Exception fault) when (fault is IOException or TimeoutException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            // Nobody reads it.
        }
    }

    private byte[] ErrorFrame(ParleyError error)
    {
        var text = new ArrayBufferWriter<byte>(256);
        _writeError(text, error.For(_requestId));
        return ServerFrame.Text(text.WrittenSpan);
    }

    private void CheckIdle(IConversation conversation)
    {
        if (Interlocked.Read(ref _listeningSince) is var since && since != NotListening
            && conversation.AwaitsMessages && !Volatile.Read(ref _closing) && _idleClose.IsCompleted
            && _time.GetElapsedTime(since) >= Limits.IdleTimeout)
        {
            _idleClose = CloseAsync(new ParleyError(
                ErrorCodes.IdleTimeout, $"No message came for {Limits.IdleTimeout.TotalSeconds:0.#} s.") { Retry = true }).AsTask();
        }
    }

    private void Vanish()
    {
        _context.Abort();
        _gone.Cancel();
    }

    private async Task DrainAsync()
    {
        using var deadline = new CancellationTokenSource(Limits.CloseTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _context.RequestAborted);
        var ignored = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(ignored, either.Token) > 0)
            {
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // Waited long enough, or the connection is reset.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Connection {RequestId} failed")]
    private static partial void LogFault(ILogger logger, string requestId, Exception fault);
}
