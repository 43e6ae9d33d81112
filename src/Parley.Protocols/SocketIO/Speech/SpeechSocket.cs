using System.Text.Json;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>
/// A client that speaks. It starts a session and sends it audio, in the session protocol's words or in those of simple
/// pages; when one has ended it may start another. Its session outlives a lost connection as long as its socket does.
/// </summary>
internal sealed class SpeechSocket : ISocketHandler, IDisposable
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private readonly ServerSocket _socket;
    private readonly SpeechServices _services;
    private readonly string _requestId;
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationToken _gone;
    private readonly IdleWatch _idle;
    private SpokenSession? _current;
    private Task _said = Task.CompletedTask;
    private int _finishing;
    private int _refused;

    public SpeechSocket(ServerSocket socket, SpeechServices services)
    {
        (_socket, _services, _requestId) = (socket, services, socket.Handshake.Connection.RequestId);
        _gone = _leaving.Token;
        _idle = new IdleWatch(services.Limits.IdleTimeout, services.Time, SendAwayIdle);
    }

    private SessionProtocolOptions Limits => _services.Limits;

    public async ValueTask OnEventAsync(SocketEvent said)
    {
        _idle.Pause();
        var reply = await ObeyAsync(said);
        if (reply.Error is { } error)
        {
            error = error with { RequestId = error.RequestId ?? _requestId };
            reply = reply with { Error = error };
            _socket.Emit(ContractDialect.Write(error));
        }

        said.Ack(reply.ToPayload());
        if (reply.Error is not null && (reply.Error.Code is ErrorCodes.MessageTooLarge || ++_refused >= Limits.MaxErrors))
        {
            SendAway(reply.Error);
        }

        _idle.Resume(_current is { Ended: false });
    }

    public void OnRecovered() => _idle.Resume(Volatile.Read(ref _current) is { Ended: false });

    public void OnLost() => _idle.Pause();

    public void OnDisconnected(SocketEndReason reason)
    {
        Volatile.Read(ref _current)?.Abandon();
        _leaving.Cancel();
        Dispose();
    }

    public void Dispose()
    {
        _idle.Dispose();
        _leaving.Dispose();
    }

    public async Task OnStoppingAsync()
    {
        await Volatile.Read(ref _said);
        _socket.Emit(ContractDialect.Write(SessionErrors.ShuttingDown));
    }

    private ValueTask<SpeechReply> ObeyAsync(SocketEvent said)
    {
        switch (said.Name)
        {
            case "audio":
                return AcceptAsync(said);
            case "audio_stream":
                return AcceptPlainAsync(said);
            case not "audio" when said.Arguments.Length > Limits.MaxTextBytes:
                return ValueTask.FromResult<SpeechReply>(SessionErrors.TextTooLarge(Limits));
            case "start":
                return ValueTask.FromResult(StartPlain(said.Arguments[0]));
            case "stop":
                return ValueTask.FromResult(End());
            case "set_language":
                return ValueTask.FromResult(SetLanguage(said.Arguments[0]));
            default:
                return ValueTask.FromResult(Obey(said));
        }
    }

    private SpeechReply Obey(SocketEvent said)
    {
        var body = said.Arguments.Count == 0 ? Nothing : said.Arguments[0];
        if (body.ValueKind != JsonValueKind.Object)
        {
            return new ParleyError(ErrorCodes.InvalidJson, "What follows an event's name is one JSON object.");
        }

        var parsed = ClientMessageParser.Parse(said.Name, body, Limits.Endpointing);
        return parsed.Succeeded ? Obey(parsed.Value) : parsed.Error;
    }

    private SpeechReply Obey(ClientMessage message)
    {
        if (message is StartSession start)
        {
            return Start(start.Options, ContractDialect.Instance);
        }

        if (Refusal() is { } refusal)
        {
            return refusal;
        }

        switch (message)
        {
            case StatePosition stated:
                _current!.StatePosition(stated.Position);
                return SpeechReply.Done;
            case FlushAudio:
                _current!.Session.Flush();
                return SpeechReply.Done;
            case EndSession:
                return End();
            default:
                return ParleyError.Invalid("type", "This message has no meaning over Socket.IO.", ErrorCodes.UnknownType);
        }
    }

    private SpeechReply StartPlain(JsonElement value)
    {
        var options = PlainFields.Options(value, new SessionOptions { Endpointing = Limits.Endpointing });
        return options.Succeeded ? Start(options.Value, PlainDialect.Instance) : options.Error;
    }

    /// <summary>Another language needs another session; what was said so far is finished in the old one.</summary>
    private SpeechReply SetLanguage(JsonElement value)
    {
        var language = PlainFields.Language(value);
        if (!language.Succeeded)
        {
            return language.Error;
        }

        var former = _current is { Ended: false } ? _current : null;
        var options = former?.Session.Options ?? new SessionOptions { Endpointing = Limits.Endpointing };
        return Begin(options with { Language = language.Value }, PlainDialect.Instance);
    }

    private SpeechReply Start(SessionOptions options, ISpeechDialect dialect) =>
        _current is { Ended: false } running && !running.Session.Completion.IsCompleted
            ? SessionErrors.AlreadyStarted
            : Begin(options, dialect);

    private SpeechReply Begin(SessionOptions options, ISpeechDialect dialect)
    {
        if (Volatile.Read(ref _finishing) > _services.MaxFinishing)
        {
            return new ParleyError(ErrorCodes.TooManySessions, $"{_services.MaxFinishing} sessions of this client are still finishing.")
            {
                Retry = true,
                RetryAfterMs = 1_000,
            };
        }

        var session = _services.Hub.Start(options);
        if (!session.Succeeded)
        {
            return session.Error;
        }

        _current?.End();
        var current = new SpokenSession(session.Value, dialect, _socket, _said, _gone);
        Interlocked.Increment(ref _finishing);
        _ = current.Events.ContinueWith(
            _ => Interlocked.Decrement(ref _finishing), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Volatile.Write(ref _said, current.Events);
        Volatile.Write(ref _current, current);
        if (_gone.IsCancellationRequested)
        {
            // The client left meanwhile, and nobody saw this session to end it.
            session.Value.Abandon();
        }

        return SpeechReply.Started(session.Value.Id);
    }

    private async ValueTask<SpeechReply> AcceptAsync(SocketEvent said)
    {
        if (Refusal() is { } refusal)
        {
            return refusal;
        }

        if (!said.Arguments.TryGetBytes(said.Arguments[0], out var chunk))
        {
            return ParleyError.Invalid("audio", "The first value of 'audio' must be binary.", ErrorCodes.InvalidAudio);
        }

        var position = AudioPosition.Read(said.Arguments[1]);
        return position.Succeeded
            ? SpeechReply.Of(await _current!.AppendAsync(chunk, position.Value, Limits))
            : position.Error;
    }

    private async ValueTask<SpeechReply> AcceptPlainAsync(SocketEvent said)
    {
        if (_current is null && StartPlain(default) is { Error: not null } notStarted)
        {
            return notStarted;
        }

        if (Refusal() is { } refusal)
        {
            return refusal;
        }

        var audio = PlainFields.Audio(said.Arguments);
        return audio.Succeeded
            ? SpeechReply.Of(await _current!.AppendAsync(audio.Value, null, Limits))
            : audio.Error;
    }

    private SpeechReply End()
    {
        if (Refusal() is { } refusal)
        {
            return refusal;
        }

        _current!.End();
        return SpeechReply.Done;
    }

    private ParleyError? Refusal() => _current switch
    {
        null => SessionErrors.NotStarted,
        { Ended: true } => SessionErrors.SessionEnded,
        _ => null,
    };

    private void SendAway(ParleyError last)
    {
        if (last.Code is not ErrorCodes.MessageTooLarge)
        {
            _socket.Emit(ContractDialect.Write(new ParleyError(
                ErrorCodes.TooManyErrors, $"{Limits.MaxErrors} messages were refused on this connection, its limit.") { RequestId = _requestId }));
        }

        _socket.Disconnect();
    }

    private void SendAwayIdle()
    {
        _socket.Emit(ContractDialect.Write(new ParleyError(
            ErrorCodes.IdleTimeout, $"No message came for {Limits.IdleTimeout.TotalSeconds:0.#} s.") { Retry = true, RequestId = _requestId }));
        Volatile.Read(ref _current)?.Abandon();
    }
}
