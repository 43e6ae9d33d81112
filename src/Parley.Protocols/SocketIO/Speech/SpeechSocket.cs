using System.Text.Json;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>
/// A client that speaks, in the session protocol's words or in those of simple pages. Every event is answered to whoever
/// asked for an acknowledgement; one that is refused is answered with the event <c>error</c> as well, unless it came late.
/// </summary>
internal sealed class SpeechSocket : ISocketHandler, IDisposable
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private readonly ServerSocket _socket;
    private readonly SessionProtocolOptions _limits;
    private readonly SpokenSessions _sessions;
    private readonly PlainPage _page;
    private readonly IdleWatch _idle;
    private readonly TimeProvider _time;
    private readonly string _requestId;
    private int _refused;

    public SpeechSocket(ServerSocket socket, SpeechServices services)
    {
        (_socket, _limits, _time, _requestId) = (socket, services.Limits, services.Time, socket.Handshake.Connection.RequestId);
        _sessions = new SpokenSessions(socket, services);
        _page = new PlainPage(_sessions, services.Limits);
        _idle = new IdleWatch(services.Limits.IdleTimeout, services.Time, SendIdleAway);
    }

    public async ValueTask OnEventAsync(SocketEvent said)
    {
        _idle.Pause();
        var reply = await ObeyAsync(said);
        if (reply.Error is { } error)
        {
            reply = reply with { Error = error with { RequestId = error.RequestId ?? _requestId } };
        }

        if (reply.Refused is { } refused)
        {
            Say(refused);
        }

        said.Ack(reply.ToPayload());
        if (reply.Refused?.Code is ErrorCodes.MessageTooLarge)
        {
            _socket.Disconnect();
        }
        else if (reply.Refused is not null && ++_refused >= _limits.MaxErrors)
        {
            Say(new ParleyError(ErrorCodes.TooManyErrors, $"{_limits.MaxErrors} messages were refused on this connection, its limit."));
            _socket.Disconnect();
        }
        else
        {
            _idle.Resume(_sessions.Waits);
        }
    }

    public void OnRecovered() => _idle.Resume(_sessions.Waits);

    public void OnLost() => _idle.Pause();

    public void OnDisconnected(SocketEndReason reason)
    {
        _sessions.Leave(done: reason == SocketEndReason.ClientLeft);
        Dispose();
    }

    public void Dispose()
    {
        _idle.Dispose();
        _sessions.Dispose();
    }

    public async Task OnStoppingAsync()
    {
        // A client that does not read does not keep the server from stopping.
        await Task.WhenAny(_sessions.Said, Task.Delay(_limits.WriteTimeout, _time));
        Say(SessionErrors.ShuttingDown);
    }

    private ValueTask<SpeechReply> ObeyAsync(SocketEvent said)
    {
        var name = said.Name;
        if (name is "audio")
        {
            return AcceptAsync(said);
        }

        if (name is PlainPage.Audio)
        {
            return _page.AcceptAsync(said.Arguments);
        }

        if (said.Arguments.Length > _limits.MaxTextBytes)
        {
            return ValueTask.FromResult<SpeechReply>(SessionErrors.TextTooLarge(_limits));
        }

        return PlainPage.Knows(name) ? _page.ObeyAsync(name, said.Arguments[0]) : ObeyAsync(name, said.Arguments);
    }

    private ValueTask<SpeechReply> ObeyAsync(string name, SocketArguments arguments)
    {
        var body = arguments.Count == 0 ? Nothing : arguments[0];
        if (body.ValueKind != JsonValueKind.Object)
        {
            return ValueTask.FromResult<SpeechReply>(
                new ParleyError(ErrorCodes.InvalidJson, "What follows an event's name is one JSON object."));
        }

        if (name is FollowSession.Type)
        {
            var follow = FollowSession.Parse(body);
            return follow.Succeeded ? _sessions.FollowAsync(follow.Value) : ValueTask.FromResult<SpeechReply>(follow.Error);
        }

        var parsed = ClientMessageParser.Parse(name, body, _limits.Endpointing);
        return parsed.Succeeded ? ObeyAsync(parsed.Value) : ValueTask.FromResult<SpeechReply>(parsed.Error);
    }

    private ValueTask<SpeechReply> ObeyAsync(ClientMessage message)
    {
        switch (message)
        {
            case StartSession start:
                return _sessions.StartAsync(start.Options, ContractDialect.Instance);
            case ResumeSession resume:
                return _sessions.ResumeAsync(resume);
        }

        if (_sessions.Refusal() is { } refusal)
        {
            return ValueTask.FromResult(refusal);
        }

        var session = _sessions.Current!;
        switch (message)
        {
            case StatePosition stated:
                session.StatePosition(stated.Position);
                return ValueTask.FromResult(SpeechReply.Done);
            case FlushAudio:
                return ValueTask.FromResult(session.Flush());
            case var toAssistant when ConversationControl.Knows(toAssistant):
                return ValueTask.FromResult(SpeechReply.Of(session.Obey(toAssistant)));
            default:
                return ValueTask.FromResult(session.End());
        }
    }

    private async ValueTask<SpeechReply> AcceptAsync(SocketEvent said)
    {
        if (_sessions.Refusal() is { } refusal)
        {
            return refusal;
        }

        if (!said.Arguments.TryGetBytes(said.Arguments[0], out var chunk))
        {
            return ParleyError.Invalid("audio", "The first value of 'audio' must be binary.", ErrorCodes.InvalidAudio);
        }

        var position = AudioPosition.Read(said.Arguments[1]);
        return position.Succeeded
            ? await _sessions.Current!.AppendAsync(chunk, position.Value, _limits)
            : position.Error;
    }

    private void SendIdleAway()
    {
        Say(new ParleyError(ErrorCodes.IdleTimeout, $"No message came for {_limits.IdleTimeout.TotalSeconds:0.#} s.") { Retry = true });
        _sessions.Current?.Finish();
    }

    private void Say(ParleyError error) =>
        _socket.Emit(ContractDialect.Write(error.RequestId is null ? error with { RequestId = _requestId } : error));
}
