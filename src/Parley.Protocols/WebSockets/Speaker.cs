using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.WebSockets;

/// <summary>The client that speaks to a session: starts or resumes it, sends it audio, and ends it.</summary>
internal sealed class Speaker(Connection connection, SessionHub hub, LowWaterMark mark, TimeProvider time) : IConversation
{
    /// <summary>So many chunks that come together are heard together.</summary>
    private const int MostUnheard = 64;

    private Attachment? _attachment;
    private SpeechPace? _pace;
    private Task _events = Task.CompletedTask;
    private Task _takenOver = Task.CompletedTask;
    private long? _position;
    private bool _ended;
    private bool _finished;
    private int _unheard;

    public bool AwaitsMessages => !_ended && Volatile.Read(ref _attachment) is not { Session.State: not SessionState.Active };

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

    /// <summary>A client that closes as one does when all is said will not come back; any other may.</summary>
    public void Leave(int code) => _finished = code == CloseCodes.Normal;

    public void Abandon()
    {
        if (Volatile.Read(ref _attachment) is not { } attachment)
        {
            return;
        }

        attachment.Hear();
        if (_finished)
        {
            attachment.Finish();
        }

        attachment.Dispose();
    }

    public Task SilenceAsync() => Task.WhenAll(_events, Volatile.Read(ref _takenOver));

    /// <summary>The server stops: a session is finished first, and the connection after it.</summary>
    public async Task StopAsync()
    {
        if (Volatile.Read(ref _attachment) is null)
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
        if (message is StartSession or ResumeSession)
        {
            return _attachment is not null ? connection.RefuseAsync(SessionErrors.AlreadyStarted)
                : message is ResumeSession resume ? ResumeAsync(resume)
                : StartAsync(((StartSession)message).Options);
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
                _attachment!.Flush();
                break;
            case var said when ConversationControl.Knows(said):
                return ConversationControl.Obey(said, _attachment!) is { } refused ? connection.RefuseAsync(refused) : ValueTask.CompletedTask;
            default:
                _ended = true;
                _attachment!.EndInput();
                break;
        }

        return ValueTask.CompletedTask;
    }

    public void Rest()
    {
        if (_unheard > 0)
        {
            _unheard = 0;
            _attachment!.Hear();
        }

        if (_pace is not null)
        {
            // A file gains nothing by being heard frame by frame; whoever speaks live is heard at once.
            _pace.Judge(_attachment!.Session.Received);
            mark.Await(gather: _pace.IsHasty);
        }
    }

    private async ValueTask StartAsync(SessionOptions options)
    {
        var session = hub.Start(options with { Protocol = "websocket" });
        if (session.Succeeded)
        {
            // A session that was just made can be attached to.
            Enter((await session.Value.AttachAsync(LoseSession, connection.Gone)).ValueOrThrow(), 0);
        }
        else if (session.Error.Code is ErrorCodes.TooManySessions or ErrorCodes.OverCapacity or ErrorCodes.ShuttingDown)
        {
            await connection.CloseAsync(session.Error);
        }
        else
        {
            await connection.RefuseAsync(session.Error);
        }
    }

    /// <summary>
    /// 1. The session is found, 2. it is this connection's from now on, 3. the client learns where it stands, and what of
    /// its events is gone, 4. the events after the client's last one follow.
    /// </summary>
    private async ValueTask ResumeAsync(ResumeSession resume)
    {
        var session = await hub.ResumeAsync(resume.SessionId);
        if (!session.Succeeded)
        {
            await connection.CloseAsync(session.Error with { Param = "session_id" });
            return;
        }

        var log = session.Value.Events;
        if (log.CanReadAfter(resume.After) is { Code: ErrorCodes.InvalidRequest } refusal)
        {
            await connection.RefuseAsync(refusal);
            return;
        }

        var attachment = await session.Value.AttachAsync(LoseSession, connection.Gone);
        if (!attachment.Succeeded)
        {
            await connection.CloseAsync(attachment.Error);
            return;
        }

        await connection.SendAsync(output => AnswerWriter.Resumed(output, attachment.Value));
        var (after, first) = (resume.After, log.First);
        if (after + 1 < first)
        {
            await connection.SendAsync(output => AnswerWriter.Reset(output, after, first));
            after = first - 1;
        }

        Enter(attachment.Value, after);
    }

    private void Enter(Attachment attachment, long after)
    {
        _pace = new SpeechPace(attachment.Session.Options.Input.Rate, attachment.Received, time);
        Volatile.Write(ref _attachment, attachment);
        _events = Task.Run(() => EventPump.RunAsync(attachment.Session, after, connection));
    }

    private void LoseSession() => Volatile.Write(ref _takenOver, connection.CloseAsync(SessionErrors.TakenOver).AsTask());

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

        var held = await _attachment!.AppendAsync(chunk, position, more: ++_unheard < MostUnheard);
        _unheard %= MostUnheard;

        // A session that ended by itself says so in its events, and one that was taken over closes the connection: chunks
        // already on their way are no mistake.
        if (held.Error is { Code: not (ErrorCodes.SessionEnded or ErrorCodes.TakenOver) } refused)
        {
            await connection.RefuseAsync(refused);
        }
    }

    private ParleyError? Refusal()
    {
        if (_attachment is null)
        {
            return SessionErrors.NotStarted;
        }

        return _ended ? SessionErrors.SessionEnded : null;
    }
}
