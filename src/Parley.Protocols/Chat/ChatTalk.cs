using System.Buffers;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.Chat;

/// <summary>
/// One simple client's conversation: it begins with whatever comes first, be it audio; the session that it stands on is the
/// same as everywhere, and is over with its connection.
/// </summary>
internal sealed class ChatTalk(Connection connection, SessionHub hub) : IConversation
{
    private Attachment? _attachment;
    private Task _events = Task.CompletedTask;
    private bool _ended;

    public bool AwaitsMessages => !_ended && Volatile.Read(ref _attachment) is not { Session.State: not SessionState.Active };

    public ValueTask HandleAsync(InboundMessage message) => message.Kind switch
    {
        InboundKind.Text => HearAsync(message.Bytes),
        InboundKind.Audio => AcceptAsync(message.Bytes),
        InboundKind.AudioTooLarge => connection.RefuseAsync(SessionErrors.ChunkTooLarge(connection.Limits)),
        InboundKind.Flood => connection.CloseAsync(SessionErrors.Flood(connection.Limits)),
        _ => connection.CloseAsync(SessionErrors.TextTooLarge(connection.Limits)),
    };

    public void Leave(int code)
    {
        // Its session is over with its connection, whatever the code.
    }

    public void Abandon()
    {
        if (Volatile.Read(ref _attachment) is { } attachment)
        {
            attachment.Finish();
            attachment.Dispose();
        }
    }

    public Task SilenceAsync() => _events;

    /// <summary>The server stops: a conversation is finished first, and the connection after it.</summary>
    public async Task StopAsync()
    {
        if (Volatile.Read(ref _attachment) is null)
        {
            await connection.CloseAsync(SessionErrors.ShuttingDown);
        }
    }

    private async ValueTask HearAsync(ReadOnlyMemory<byte> text)
    {
        var parsed = ChatMessageParser.Parse(text, connection.Limits.Endpointing);
        if (!parsed.Succeeded)
        {
            await connection.RefuseAsync(parsed.Error);
        }
        else if (parsed.Value is ChatStart start)
        {
            await (_attachment is null ? BeginAsync(start.Options) : RefuseAsync(SessionErrors.AlreadyStarted));
        }
        else if (parsed.Value is ChatAudio audio)
        {
            await AcceptAsync(audio.Samples);
        }
        else if (await ReadyAsync())
        {
            await ObeyAsync(parsed.Value);
        }
    }

    private async ValueTask ObeyAsync(ChatMessage message)
    {
        switch (message)
        {
            case ChatControl control when ConversationControl.Obey(control.Message, _attachment!) is { } refusal:
                await connection.RefuseAsync(refusal);
                break;
            case ChatFlush:
                _attachment!.Flush();
                break;
            case ChatEnd:
                _ended = true;
                _attachment!.EndInput();
                break;
        }
    }

    private async ValueTask AcceptAsync(ReadOnlyMemory<byte> chunk)
    {
        if (chunk.IsEmpty)
        {
            await connection.RefuseAsync(SessionErrors.EmptyChunk);
        }
        else if (await ReadyAsync()
            && (await _attachment!.AppendAsync(chunk, null)).Error is { Code: not (ErrorCodes.SessionEnded or ErrorCodes.TakenOver) } refused)
        {
            await connection.RefuseAsync(refused);
        }
    }

    /// <summary>Whether there is a conversation to say it to; there is one from the first word on.</summary>
    private async ValueTask<bool> ReadyAsync()
    {
        if (_ended)
        {
            await connection.RefuseAsync(SessionErrors.SessionEnded);
            return false;
        }

        return _attachment is not null || await BeginAsync(ChatMessageParser.Defaults(connection.Limits.Endpointing));
    }

    private async Task<bool> RefuseAsync(ParleyError error)
    {
        await connection.RefuseAsync(error);
        return false;
    }

    private async Task<bool> BeginAsync(SessionOptions options)
    {
        // Nobody could come back to it: the words for that are not in this dialect.
        var session = hub.Start(options with { Resumable = false, Protocol = "chat" });
        if (!session.Succeeded)
        {
            await (session.Error.Code is ErrorCodes.TooManySessions or ErrorCodes.OverCapacity or ErrorCodes.ShuttingDown
                ? connection.CloseAsync(session.Error)
                : connection.RefuseAsync(session.Error));
            return false;
        }

        var attachment = (await session.Value.AttachAsync(() => { }, connection.Gone)).ValueOrThrow();
        Volatile.Write(ref _attachment, attachment);
        _events = Task.Run(() => SayAsync(session.Value));
        return true;
    }

    private async Task SayAsync(Session session)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            await foreach (var logged in session.Events.FollowAsync(0, connection.Gone))
            {
                buffer.ResetWrittenCount();
                if (ChatWriter.Write(buffer, logged.Event) && !await connection.SendAsync(output => output.Write(buffer.WrittenSpan)))
                {
                    return;
                }
            }

            if (!connection.Gone.IsCancellationRequested)
            {
                await connection.CloseAsync(CloseCodes.Normal, "ended");
            }
        }
        catch (ParleyException fellBehind)
        {
            await connection.CloseAsync(fellBehind.Error);
        }
#pragma warning disable CA1031 // One event's fault must not take down more than its connection.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            await connection.FailAsync(fault);
        }
    }
}
