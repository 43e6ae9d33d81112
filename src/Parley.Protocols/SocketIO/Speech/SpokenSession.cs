using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>One session of a client: audio goes in, and what the session says is emitted, after everything an earlier one said.</summary>
internal sealed class SpokenSession
{
    private readonly ServerSocket _socket;
    private readonly ISpeechDialect _dialect;
    private readonly CancellationToken _gone;
    private long? _position;

    public SpokenSession(Session session, ISpeechDialect dialect, ServerSocket socket, Task earlier, CancellationToken gone)
    {
        (Session, _dialect, _socket, _gone) = (session, dialect, socket, gone);
        Events = Task.Run(() => EmitAsync(0, earlier), CancellationToken.None);
    }

    public Session Session { get; }

    /// <summary>No more audio is taken.</summary>
    public bool Ended { get; private set; }

    /// <summary>Completes when everything was emitted.</summary>
    public Task Events { get; }

    public void StatePosition(long position) => _position = position;

    /// <summary>Takes a chunk, and holds the caller back while the session has too much to do.</summary>
    public async ValueTask<ParleyError?> AppendAsync(ReadOnlyMemory<byte> chunk, long? position, SessionProtocolOptions limits)
    {
        position ??= _position;
        _position = null;
        if (chunk.IsEmpty)
        {
            return SessionErrors.EmptyChunk;
        }

        if (chunk.Length > limits.MaxChunkBytes)
        {
            return SessionErrors.ChunkTooLarge(limits);
        }

        if (position < 0)
        {
            return ParleyError.Invalid("position", $"'position' {position} is below 0.");
        }

        var held = await Session.AppendAsync(chunk, position, _gone);

        // A session that ended by itself says so in its events: chunks already on their way are no mistake.
        return held.Error is { Code: not ErrorCodes.SessionEnded } refused ? refused : null;
    }

    public void End()
    {
        Ended = true;
        Session.EndInput();
    }

    /// <summary>The client is gone, or as good as gone.</summary>
    public void Abandon()
    {
        Ended = true;
        Session.Abandon();
    }

    private async Task EmitAsync(long after, Task earlier)
    {
        await earlier;
        try
        {
            await foreach (var logged in Session.Events.ReadAsync(after, _gone))
            {
                if (_dialect.Write(Session, logged) is { } said)
                {
                    _socket.Emit(said);
                }
            }
        }
        catch (ParleyException fellBehind)
        {
            _socket.Emit(ContractDialect.Write(fellBehind.Error));
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // Nobody is there to emit to.
        }
    }
}
