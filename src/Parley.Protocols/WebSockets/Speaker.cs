using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.WebSockets;

/// <summary>The client that a session belongs to: starts it, sends it audio, and ends it.</summary>
internal sealed class Speaker(Connection connection, SessionHub hub) : IConversation
{
    private Session? _session;
    private Task _events = Task.CompletedTask;
    private long? _position;
    private bool _ended;

    public bool AwaitsMessages => !_ended;

    public ValueTask HandleAsync(InboundMessage message)
    {
        switch (message.Kind)
        {
            case InboundKind.Text:
                return HearAsync(message.Bytes);
            case InboundKind.Audio:
                return AcceptAsync(message.Bytes);
            case InboundKind.AudioTooLarge:
                _position = null;
                return connection.RefuseAsync(SessionErrors.ChunkTooLarge(connection.Limits));
            case InboundKind.Flood:
                return connection.CloseAsync(SessionErrors.Flood(connection.Limits));
            default:
                return connection.CloseAsync(SessionErrors.TextTooLarge(connection.Limits));
        }
    }

    public void Abandon() => Volatile.Read(ref _session)?.Abandon();

    public Task SilenceAsync() => _events;

    /// <summary>The server stops: a session is finished first, and the connection after it.</summary>
    public async Task StopAsync()
    {
        if (Volatile.Read(ref _session) is null)
        {
            await connection.CloseAsync(SessionErrors.ShuttingDown);
        }
    }

    private ValueTask HearAsync(ReadOnlyMemory<byte> text)
    {
        var parsed = ClientMessageParser.Parse(text, connection.Limits.Endpointing);
        return parsed.Succeeded ? ObeyAsync(parsed.Value) : connection.RefuseAsync(parsed.Error);
    }

    private ValueTask ObeyAsync(ClientMessage message)
    {
        if (message is StartSession start)
        {
            return _session is null ? StartAsync(start.Options) : connection.RefuseAsync(SessionErrors.AlreadyStarted);
        }

        if (Refusal() is { } refusal)
        {
            return connection.RefuseAsync(refusal);
        }

        switch (message)
        {
            case StatePosition stated:
                _position = stated.Position;
                break;
            case FlushAudio:
                _session!.Flush();
                break;
            default:
                _ended = true;
                _session!.EndInput();
                break;
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask StartAsync(SessionOptions options)
    {
        var session = hub.Start(options);
        if (!session.Succeeded)
        {
            return session.Error.Code is ErrorCodes.TooManySessions or ErrorCodes.ShuttingDown
                ? connection.CloseAsync(session.Error)
                : connection.RefuseAsync(session.Error);
        }

        Volatile.Write(ref _session, session.Value);
        _events = Task.Run(() => EventPump.RunAsync(session.Value, 0, connection));
        return ValueTask.CompletedTask;
    }

    private async ValueTask AcceptAsync(ReadOnlyMemory<byte> chunk)
    {
        var position = _position;
        _position = null;
        if (Refusal() is { } refusal)
        {
            await connection.RefuseAsync(refusal);
            return;
        }

        if (chunk.IsEmpty)
        {
            await connection.RefuseAsync(SessionErrors.EmptyChunk);
            return;
        }

        var held = await _session!.AppendAsync(chunk, position, connection.Gone);

        // A session that ended by itself says so in its events: chunks already on their way are no mistake.
        if (held.Error is { Code: not ErrorCodes.SessionEnded } refused)
        {
            await connection.RefuseAsync(refused);
        }
    }

    private ParleyError? Refusal()
    {
        if (_session is null)
        {
            return SessionErrors.NotStarted;
        }

        return _ended ? SessionErrors.SessionEnded : null;
    }
}
