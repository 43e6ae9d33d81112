using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>
/// One WebSocket: a packet is a message. Whoever has something to say writes it, many packets at a time; while nobody does
/// and nothing comes, the connection holds no buffer.
/// </summary>
internal sealed class WebSocketTransport : IAsyncDisposable
{
    private const int BatchBytes = 64 * 1024;

    private readonly HttpContext _context;
    private readonly EngineIoOptions _options;
    private readonly TimeProvider _time;
    private readonly FrameStream _stream;
    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _gone;
    private readonly CancellationTokenRegistration _aborted;
    private EngineConnection? _connection;
    private int _writing;
    private int _closing;

    public WebSocketTransport(HttpContext context, Stream upgraded, EngineIoOptions options, TimeProvider time)
    {
        (_context, _options, _time) = (context, options, time);
        _gone = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _aborted = context.RequestAborted.Register(_gone.Cancel);
        _stream = new FrameStream(upgraded, options.WriteTimeout, time);
        _socket = WebSocket.CreateFromStream(_stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
    }

    /// <summary>Carries a connection from its beginning to its end.</summary>
    public async Task RunAsync(EngineConnection connection)
    {
        _connection = connection;
        Kick();
        await ReceiveAsync(connection, probing: false);
    }

    /// <summary>
    /// Becomes the transport of a connection that polls:
    /// 1. the client asks whether messages arrive (ping <c>probe</c>), and hears that they do (pong <c>probe</c>);
    /// 2. its polling requests end;
    /// 3. it says so (upgrade), and all that follows comes and goes here.
    /// </summary>
    public async Task UpgradeAsync(EngineConnection connection)
    {
        _connection = connection;
        _gone.CancelAfter(_options.UpgradeTimeout);
        await ReceiveAsync(connection, probing: true);
    }

    /// <summary>Closes without having carried anything.</summary>
    public async Task RefuseAsync(EngineCloseReason reason)
    {
        await CloseAsync(reason);
        try
        {
            using var reader = new WebSocketPacketReader(_socket, _options.MaxPayload);
            while (await reader.ReadAsync(_gone.Token) != InboundPacket.Closed)
            {
            }
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or OperationCanceledException)
        {
            // It did not wait to read why.
        }
    }

    /// <summary>Sends what is in line; returns at once, also while another caller is sending.</summary>
    public void Kick()
    {
        if (_connection is not null && Interlocked.Exchange(ref _writing, 1) == 0)
        {
            _ = WriteAsync(_connection);
        }
    }

    /// <summary>Closes; the client has <see cref="EngineIoOptions.CloseTimeout"/> to answer.</summary>
    public void Close(EngineCloseReason reason) => _ = CloseAsync(reason);

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

    /// <summary>Reads until the client closes, breaks RFC 6455 or is gone; after a close of ours, only to throw away.</summary>
    private async Task ReceiveAsync(EngineConnection connection, bool probing)
    {
        var broken = false;
        try
        {
            using var reader = new WebSocketPacketReader(_socket, _options.MaxPayload);
            while (await reader.ReadAsync(_gone.Token) is var kind && kind != InboundPacket.Closed)
            {
                if (Volatile.Read(ref _closing) == 1)
                {
                    continue;
                }

                if (kind != InboundPacket.Read)
                {
                    End(connection, probing, kind == InboundPacket.TooLarge ? EngineCloseReason.PayloadTooLarge : EngineCloseReason.ParseError);
                }
                else if (!probing)
                {
                    await connection.HandleAsync(reader.Packet);
                }
                else if (!Probe(connection, reader.Packet, ref probing))
                {
                    End(connection, probing, EngineCloseReason.ParseError);
                }
            }
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            broken = true;
        }

        End(connection, probing, EngineCloseReason.TransportClosed);
        if (broken)
        {
            await DrainAsync();
        }
    }

    private void End(EngineConnection connection, bool probing, EngineCloseReason reason)
    {
        if (probing)
        {
            connection.CancelProbe(this);
        }
        else
        {
            connection.Abort(reason);
        }

        Close(reason);
    }

    /// <summary>The messages of a WebSocket that is not the transport yet; false: it may not become it.</summary>
    private bool Probe(EngineConnection connection, EnginePacket packet, ref bool probing)
    {
        if (packet is { Type: EnginePacketType.Ping, Binary: false } && packet.Data.Span.SequenceEqual("probe"u8))
        {
            connection.BeginUpgrade();
            _ = SendAsync(new EnginePacket(EnginePacketType.Pong, "probe"u8.ToArray()));
            return true;
        }

        if (packet.Type == EnginePacketType.Upgrade && connection.TryUpgrade(this))
        {
            probing = false;
            _gone.CancelAfter(Timeout.InfiniteTimeSpan);
            return true;
        }

        return false;
    }

    private async Task SendAsync(EnginePacket packet)
    {
        using var frame = new PooledBuffer();
        WebSocketFrames.Write(frame, packet);
        await TryWriteAsync(frame.Written);
    }

    private async Task WriteAsync(EngineConnection connection)
    {
        do
        {
            using (var batch = new PooledBuffer())
            {
                while (connection.TryTakeFrames(batch, BatchBytes))
                {
                    if (!await TryWriteAsync(batch.Written))
                    {
                        connection.Abort(_stream.Stalled ? EngineCloseReason.ReaderTooSlow : EngineCloseReason.TransportClosed);
                        return;
                    }

                    batch.Clear();
                }
            }

            Interlocked.Exchange(ref _writing, 0);

            // Whoever put a packet in line before this one let go counted on this one to send it.
        }
        while (connection.HasOutput && Interlocked.Exchange(ref _writing, 1) == 0);

        if (connection.Farewell is { } reason)
        {
            connection.Abort(reason);
        }
    }

    private async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> frames)
    {
        try
        {
            await _stream.WriteAsync(frames, CancellationToken.None);
            return true;
        }
        catch (Exception fault) when (fault is IOException or TimeoutException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The first close counts.</summary>
    private async Task CloseAsync(EngineCloseReason reason)
    {
        if (Interlocked.Exchange(ref _closing, 1) == 1)
        {
            return;
        }

        try
        {
            _gone.CancelAfter(_options.CloseTimeout);
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
            return;
        }

        await TryWriteAsync(ServerFrame.Close(reason.Code(), reason.ToString()));
    }

    /// <summary>Closing over unread bytes resets the connection, and the client would never read why.</summary>
    private async Task DrainAsync()
    {
        var ignored = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            for (var left = 16L * _options.MaxPayload; left > 0;)
            {
                var read = await _stream.ReadAsync(ignored, _gone.Token);
                if (read == 0)
                {
                    return;
                }

                left -= read;
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // Waited long enough, or the connection is reset.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ignored);
        }
    }
}
