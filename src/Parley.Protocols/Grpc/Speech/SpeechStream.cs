using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Http;
using Parley.Protocols.Sessions;
using Parley.Protocols.WebSockets;
using Parley.V1;

namespace Parley.Protocols.Grpc.Speech;

/// <summary>One live session: the call that it belongs to starts it, sends it audio, and ends it.</summary>
internal sealed class SpeechStream(
    GrpcCall<StreamRequest, StreamResponse> call, SessionHub hub, SessionProtocolOptions limits, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Clients that cancel may close their side first, as Node's HTTP/2 does: for so long that is not taken for the end.</summary>
    private static readonly TimeSpan CancelAfterClose = TimeSpan.FromSeconds(0.1);

    private GrpcStatus? _verdict;
    private int _refused;
    private bool _ended;

    /// <summary>
    /// A call's session:
    /// 1. the first message starts or resumes it, or is refused and ends the call;
    /// 2. events leave while audio comes; a message that is refused is answered and the call goes on;
    /// 3. the session's last event is the end of the call. A client that cancels, or whose deadline passes, stops the
    ///    session's work at once, unless it is resumable; one that breaks the protocol gets what it said before, and then
    ///    its status.
    /// </summary>
    public async Task<GrpcStatus> RunAsync()
    {
        // 1.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Ended);
        var entered = await EnterAsync(() => TakeOver(over));
        if (!entered.Succeeded)
        {
            return SpeechStatus.Of(entered.Error, call.Context);
        }

        using var speaker = entered.Value.Speaker;
        await using var leaving = call.Ended.UnsafeRegister(static state => GiveUp((Session)state!), speaker.Session);

        // 2.
        var listening = ListenAsync(speaker, over);
        var status = GrpcStatus.Ok;
        try
        {
            status = await SpeechPump.RunAsync(speaker.Session, entered.Value.After, call, over.Token);
        }
        catch (OperationCanceledException) when (_verdict is not null && !call.Ended.IsCancellationRequested)
        {
            // The verdict says why.
        }
        finally
        {
            speaker.Dispose();
            await over.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // 3.
        if (listening.Exception?.InnerException is { } fault and not IOException)
        {
            throw new InvalidOperationException("A message could not be handled.", fault);
        }

        return _verdict ?? status;
    }

    /// <summary>A session that nobody can come back to is not worth finishing for a client that cancelled.</summary>
    private static void GiveUp(Session session)
    {
        if (!session.Options.Resumable)
        {
            // The first of the two says why it ended, the second gives up what is not recognised yet.
            session.Abandon();
            session.Abort();
        }
    }

    private void TakeOver(CancellationTokenSource over)
    {
        _verdict ??= SpeechStatus.Of(SessionErrors.TakenOver, call.Context);
        over.Cancel();
    }

    private async Task<Outcome<Entry>> EnterAsync(Action takenOver)
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(call.Ended, stopping);
        using var reader = Reader(wanted.Token);
        try
        {
            var first = await reader.ReadAsync();
            return first?.MessageCase switch
            {
                StreamRequest.MessageOneofCase.Start => await StartAsync(first.Start, takenOver),
                StreamRequest.MessageOneofCase.Resume => await ResumeAsync(first.Resume, takenOver),
                StreamRequest.MessageOneofCase.None => SpeechErrors.NoMessage,
                _ => SpeechErrors.NotStarted,
            };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !call.Ended.IsCancellationRequested)
        {
            return SessionErrors.ShuttingDown;
        }
    }

    private async Task<Outcome<Entry>> StartAsync(Options asked, Action takenOver)
    {
        var options = SpeechOptions.Read(asked, limits.Endpointing);
        var session = options.Succeeded ? hub.Start(options.Value with { Protocol = "grpc" }) : options.Error;
        if (!session.Succeeded)
        {
            return session.Error;
        }

        var attached = await session.Value.AttachAsync(takenOver, call.Ended);
        return attached.Succeeded ? new Entry(attached.Value, 0) : attached.Error;
    }

    private async Task<Outcome<Entry>> ResumeAsync(Resume resume, Action takenOver)
    {
        var session = await hub.ResumeAsync(resume.SessionId);
        if (!session.Succeeded)
        {
            return session.Error with { Param = "session_id" };
        }

        var log = session.Value.Events;
        if (log.CanReadAfter(resume.After) is { Code: ErrorCodes.InvalidRequest } refusal)
        {
            return refusal;
        }

        var attached = await session.Value.AttachAsync(takenOver, call.Ended);
        if (!attached.Succeeded)
        {
            return attached.Error;
        }

        await call.WriteAsync(SpeechEvents.Resumed(session.Value));
        var (after, first) = (resume.After, log.First);
        if (after + 1 < first)
        {
            await call.WriteAsync(new StreamResponse { Reset = new() { After = after, First = first } });
            after = first - 1;
        }

        return new Entry(attached.Value, after);
    }

    private async Task ListenAsync(Attachment speaker, CancellationTokenSource over)
    {
        using var reader = Reader(over.Token);
        try
        {
            while (await reader.ReadAsync(mayBeSilent: _ended || speaker.Session.State != SessionState.Active) is { } message)
            {
                await ObeyAsync(speaker, message);
            }

            if (!await CancelsAsync(speaker.Session))
            {
                speaker.EndInput();
            }
        }
        catch (GrpcException broken)
        {
            _verdict ??= broken.Status;
            if (speaker.Session.Options.Resumable)
            {
                // The session waits for another call of this client; this one is over.
                await over.CancelAsync();
            }
        }
        finally
        {
            speaker.Dispose();
        }
    }

    /// <summary>Whether a client that closed its side of a session it could come back to did so because it cancels.</summary>
    private async ValueTask<bool> CancelsAsync(Session session)
    {
        if (!session.Options.Resumable || _ended)
        {
            return false;
        }

        await Task.Delay(CancelAfterClose, time, call.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return call.Ended.IsCancellationRequested;
    }

    private async ValueTask ObeyAsync(Attachment speaker, StreamRequest message)
    {
        switch (message.MessageCase)
        {
            case StreamRequest.MessageOneofCase.None:
                await RefuseAsync(SpeechErrors.NoMessage);
                break;
            case StreamRequest.MessageOneofCase.Start or StreamRequest.MessageOneofCase.Resume:
                await RefuseAsync(SpeechErrors.AlreadyStarted);
                break;
            case var _ when _ended:
                await RefuseAsync(SpeechErrors.SessionEnded);
                break;
            case StreamRequest.MessageOneofCase.Audio:
                await AcceptAsync(speaker, message.Audio);
                break;
            case StreamRequest.MessageOneofCase.Flush:
                speaker.Flush();
                break;
            case StreamRequest.MessageOneofCase.Write or StreamRequest.MessageOneofCase.ReplyPlayed or StreamRequest.MessageOneofCase.ReplyCancel
                or StreamRequest.MessageOneofCase.ReplyCreate or StreamRequest.MessageOneofCase.Update:
                var told = SpeechOptions.Read(message);
                if ((told.Succeeded ? ConversationControl.Obey(told.Value, speaker) : told.Error) is { } refusal)
                {
                    await RefuseAsync(refusal);
                }

                break;
            default:
                _ended = true;
                speaker.EndInput();
                break;
        }
    }

    private async ValueTask AcceptAsync(Attachment speaker, V1.Audio audio)
    {
        if (audio.Data.IsEmpty)
        {
            await RefuseAsync(SessionErrors.EmptyChunk);
        }
        else if (audio.Data.Length > limits.MaxChunkBytes)
        {
            await RefuseAsync(SessionErrors.ChunkTooLarge(limits));
        }
        else
        {
            var held = await speaker.AppendAsync(audio.Data.Memory, audio.HasPosition ? audio.Position : null);

            // A session that ended by itself says so in its events, and one that was taken over in the status: chunks
            // already on their way are no mistake.
            if (held.Error is { Code: not (ErrorCodes.SessionEnded or ErrorCodes.TakenOver) } refused)
            {
                await RefuseAsync(refused);
            }
        }
    }

    private async ValueTask RefuseAsync(ParleyError error)
    {
        await call.WriteAsync(SpeechEvents.Refusal(error, call.Context.RequestId()));
        if (++_refused >= limits.MaxErrors)
        {
            throw new GrpcException(SpeechStatus.Of(SpeechErrors.TooManyErrors(limits), call.Context));
        }
    }

    private TimedReader<StreamRequest, StreamResponse> Reader(CancellationToken cancellation) =>
        new(call, limits.IdleTimeout, time, SpeechStatus.Of(SpeechErrors.Idle(limits), call.Context), cancellation);

    /// <param name="After">The last event that the client has.</param>
    private sealed record Entry(Attachment Speaker, long After);
}
