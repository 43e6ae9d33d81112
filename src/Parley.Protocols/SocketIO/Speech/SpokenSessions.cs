using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Sessions;
using Parley.Protocols.SocketIO.SocketIo;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>The sessions of one client: one at a time that it speaks to, and earlier ones that finish.</summary>
internal sealed class SpokenSessions : IDisposable
{
    private readonly ServerSocket _socket;
    private readonly SpeechServices _services;
    private readonly EventEmitter _events;
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationToken _gone;
    private SpokenSession? _current;
    private bool _reading;

    public SpokenSessions(ServerSocket socket, SpeechServices services)
    {
        (_socket, _services, _gone) = (socket, services, _leaving.Token);
        _events = new EventEmitter(socket, _gone);
    }

    /// <summary>The session that takes what the client says; null before the first.</summary>
    public SpokenSession? Current => Volatile.Read(ref _current);

    /// <summary>The client is expected to say something.</summary>
    public bool Waits => Current is { IsOver: false };

    /// <summary>Completes when everything there is was emitted.</summary>
    public Task Said => _events.Said;

    /// <summary>Why nothing can be said to a session now; null: it can.</summary>
    public SpeechReply? Refusal() => Current switch
    {
        null when _reading => SessionErrors.ReadOnly,
        null => SessionErrors.NotStarted,
        { Ended: true } => SessionErrors.SessionEnded,
        { IsTakenOver: true } => SpeechReply.Late(SessionErrors.TakenOver),
        _ => null,
    };

    /// <summary>Why no model takes these options; null: one does.</summary>
    public ParleyError? Unsupported(SessionOptions options) =>
        options.Validate() ?? _services.Catalog.Resolve(options.Model, options.Language).Error;

    public async ValueTask<SpeechReply> StartAsync(SessionOptions options, ISpeechDialect dialect)
    {
        if (Busy() is { } busy)
        {
            return busy;
        }

        var session = _services.Hub.Start(options with { Protocol = "socket.io" });
        return session.Succeeded ? await EnterAsync(session.Value, 0, dialect) : session.Error;
    }

    /// <summary>
    /// 1. The session is found, 2. it is this client's from now on, 3. the client learns where it stands, and what of its
    /// events is gone, 4. the events after the client's last one follow.
    /// </summary>
    public async ValueTask<SpeechReply> ResumeAsync(ResumeSession resume)
    {
        if (Busy() is { } busy)
        {
            return busy;
        }

        var session = await _services.Hub.ResumeAsync(resume.SessionId);
        if (!session.Succeeded)
        {
            return session.Error with { Param = "session_id" };
        }

        return session.Value.Events.CanReadAfter(resume.After) is { Code: ErrorCodes.InvalidRequest } refusal
            ? refusal
            : await EnterAsync(session.Value, resume.After, ContractDialect.Instance, resumed: true);
    }

    /// <summary>Reads along with someone's session.</summary>
    public async ValueTask<SpeechReply> FollowAsync(FollowSession follow)
    {
        if (Busy() is { } busy)
        {
            return busy;
        }

        var session = await _services.Hub.FindAsync(follow.SessionId);
        if (!session.Succeeded)
        {
            return session.Error with { Param = "session_id" };
        }

        if (session.Value.Events.CanReadAfter(follow.After) is { } refusal)
        {
            return refusal;
        }

        _reading = true;
        Volatile.Write(ref _current, null);
        _events.Begin(session.Value, follow.After, ContractDialect.Instance);
        return SpeechReply.Done;
    }

    /// <summary>The client is gone; it is done with its session, or may come for it on another connection.</summary>
    public void Leave(bool done)
    {
        if (Current is { } current)
        {
            if (done)
            {
                current.Finish();
            }

            current.Dispose();
        }

        _leaving.Cancel();
    }

    public void Dispose() => _leaving.Dispose();

    private ParleyError? Busy()
    {
        if (Current is { IsOver: false } || (_reading && _events.Busy > 0))
        {
            return SessionErrors.AlreadyStarted;
        }

        return _events.Busy <= _services.MaxFinishing
            ? null
            : new ParleyError(ErrorCodes.TooManySessions, $"{_services.MaxFinishing} sessions of this client are still finishing.")
            {
                Retry = true,
                RetryAfterMs = 1_000,
            };
    }

    private async ValueTask<SpeechReply> EnterAsync(Session session, long after, ISpeechDialect dialect, bool resumed = false)
    {
        SpokenSession? entered = null;
        var takenOver = 0;
        var attachment = await session.AttachAsync(
            () =>
            {
                Interlocked.Exchange(ref takenOver, 1);
                Volatile.Read(ref entered)?.LoseToAnother();
                _socket.Emit(ContractDialect.Write(SessionErrors.TakenOver));
            },
            _gone);
        if (!attachment.Succeeded)
        {
            return attachment.Error;
        }

        // A full fence: of this and the call above, at least one sees what the other wrote.
        Interlocked.Exchange(ref entered, new SpokenSession(attachment.Value, dialect is PlainDialect));
        if (Volatile.Read(ref takenOver) == 1)
        {
            entered.LoseToAnother();
        }

        if (resumed)
        {
            _socket.Emit(ContractDialect.Resumed(attachment.Value));
            var first = session.Events.First;
            if (after + 1 < first)
            {
                _socket.Emit(ContractDialect.Reset(after, first));
                after = first - 1;
            }
        }

        _reading = false;
        Volatile.Write(ref _current, entered);
        _events.Begin(session, after, dialect);
        if (_gone.IsCancellationRequested)
        {
            // The client left meanwhile, and nobody saw this session to let go of it.
            entered.Dispose();
        }

        return SpeechReply.Started(session.Id);
    }
}
