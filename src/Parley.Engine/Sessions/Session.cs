using Microsoft.Extensions.Logging;
using Parley.Engine.Cluster;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Stages.Scripts;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Telemetry;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Sessions;

/// <summary>
/// A session: audio goes into one numbered log, events come out of another. One loop moves it forward:
/// 1. take what the engine finished, 2. take audio while there is room, 3. obey the marks between samples,
/// 4. acknowledge; then it sleeps until audio, a result or an order wakes it.
/// <code>Active ──EndInput / Abandon / Shutdown──▶ Draining ──everything recognised──▶ Ended</code>
/// </summary>
public sealed partial class Session : SessionView
{
    private readonly EventLog _events;
    private readonly AudioLog _audio;
    private readonly SessionFlow _flow;
    private readonly AsyncSignal _signal;
    private readonly SpeakerPresence _presence;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ConversationStage? _conversation;
    private readonly TranslationStage? _translation;
    private readonly TaiwanScript? _script;
    private readonly Func<SessionOptions, ParleyError?> _reconsider;
    private readonly SessionJournal? _journal;
    private readonly SessionCheckpoint? _begin;

    // Kept, since making it anew would allocate for every chunk.
    private readonly Action<ParleyError> _warn;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = (int)SessionState.Active;
    private int _reason = (int)SessionEndReason.Completed;
    private int _aborted;
    private ParleyError? _departure;
    private int _moving;

    /// <summary>A new session.</summary>
    internal Session(string id, SessionOptions options, SessionParts parts, EngineMetrics metrics, ILogger logger)
        : base(id, options, parts.Model)
    {
        (_events, _audio, _flow, _signal) = (parts.Events, parts.Audio, parts.Flow, parts.Signal);
        (_metrics, _logger) = (metrics, logger);
        _presence = parts.Presence;
        _warn = Warn;
        _presence.Begin(Abandon);

        _conversation = parts.Conversation;
        _translation = parts.Translation;
        (_script, _reconsider) = (parts.Script, parts.Reconsider);
        _journal = parts.Journal;
        if (parts.Origin is { } origin)
        {
            // What was said before is in the log already.
            _begin = StoredSession.Checkpoint(origin);
            _presence.Continue(_begin.Epoch);
            if (_begin.State == SessionState.Ended)
            {
                _events.Close();
                _audio.End();
                _state = (int)SessionState.Ended;
                return;
            }

            _journal!.Open(this, origin, _begin);
            _events.Append(new Notice("session_moved", "Another node goes on with the session; what was being said is heard again."));
            _conversation?.Open();
            return;
        }

        _journal?.Open(this);

        // Before anyone can append audio, whose warnings are events too: this one is always the first.
        _events.Append(new SessionStarted(Id, Model, Options.Language, Options.Input.Rate));
        if (_journal is not null && !parts.Shared)
        {
            _journal.Detach();
        }

        _conversation?.Open();
    }

    public override SessionState State => (SessionState)Volatile.Read(ref _state);

    public override EventLog Events => _events;

    public override long Received => _audio.Received;

    /// <summary>Every sample before this was held once, here or at another node.</summary>
    public long EverReceived => Math.Max(_audio.Received, _begin?.Received ?? 0);

    /// <summary>Audio that another node held is not here: from <see cref="Received"/> on it has to be sent again.</summary>
    public bool LacksAudio => State == SessionState.Active && Received < EverReceived;

    public override long Committed => _journal?.Committed ?? _flow.Committed;

    public override long Epoch => _presence.Epoch;

    /// <summary>Completes when <c>session.ended</c> is in the log and the session's resources are free.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Whether speech was heard in it.</summary>
    internal bool HasSpoken => _flow.HasSpoken;

    /// <summary>What its clients are told when another node has the session, or may have it; null: it is here.</summary>
    public ParleyError? Departure => Volatile.Read(ref _departure);

    /// <summary>Another node has the session, or may have it: this one is done with it.</summary>
    internal bool IsLost => Departure is not null;

    /// <summary>Another node could go on with the session where it stands.</summary>
    internal bool CanMove => _journal is { IsAttached: true } && State == SessionState.Active;

    /// <summary>Completes when another node could go on with the session as it stands; at once where there is none.</summary>
    public Task SafeAsync() => _journal?.SettleAsync() ?? Task.CompletedTask;

    /// <summary>Completes when the session has ended and its speaker knows it or is waited for no longer.</summary>
    internal Task Told => _presence.Over;

    /// <summary>
    /// Makes the caller's connection the session's speaker; the one that spoke before is told through its
    /// <paramref name="takenOver"/>. Only a resumable session can be attached to a second time.
    /// </summary>
    /// <param name="takenOver">Called once, when another connection takes the session over.</param>
    /// <param name="gone">Fires when the caller's connection is gone.</param>
    public async ValueTask<Outcome<Attachment>> AttachAsync(Action takenOver, CancellationToken gone)
    {
        if (!Options.Resumable && Epoch > 0)
        {
            return new ParleyError(ErrorCodes.NotResumable, "The session was not started as resumable.") { Param = "session_id" };
        }

        var attachment = new Attachment(this, _presence, takenOver, gone);
        await attachment.EnterAsync().ConfigureAwait(false);
        if (_journal is not null)
        {
            // The speaker is told its epoch when the record has it; a session that another node has is found out here.
            await _journal.SettleAsync().ConfigureAwait(false);
        }

        if (!IsLost)
        {
            return attachment;
        }

        attachment.Dispose();
        return Departure!;
    }

    /// <summary>
    /// Accepts a chunk in the session's format, and holds the caller back while the session has too much to do. One
    /// caller at a time. The outcome is <see cref="Received"/>, or why the chunk was refused.
    /// </summary>
    /// <param name="position">Position of the chunk's first sample; null: it continues where the last one ended.</param>
    public ValueTask<Outcome<long>> AppendAsync(ReadOnlyMemory<byte> chunk, long? position, CancellationToken cancellation) =>
        AppendAsync(chunk, position, 0, more: false, cancellation);

    /// <summary>Closes the utterance that is open at this place in the audio.</summary>
    public void Flush() => _audio.Flush();

    /// <summary>No more audio: finals follow, then the session ends.</summary>
    public void EndInput() => End(SessionEndReason.Completed);

    /// <summary>The client is gone: what it said is finished for those who still read.</summary>
    public void Abandon() => End(SessionEndReason.Abandoned);

    /// <summary>The server stops: what was said is finished.</summary>
    public void Shutdown() => End(SessionEndReason.Shutdown);

    /// <summary>Ends now; what is not recognised yet is given up.</summary>
    public void Abort()
    {
        End(SessionEndReason.Shutdown);
        Interlocked.Exchange(ref _aborted, 1);
        _signal.Set();
    }

    /// <summary>Another node has the session: it is dropped, and whoever is connected for its sake is told.</summary>
    internal void Lose()
    {
        if (IsLost)
        {
            return;
        }

        // Everyone is told first: the session's loop, once it sees that it is lost, closes the events without a word.
        _presence.Lose();
        _events.Break(ClusterErrors.Moved);
        Interlocked.CompareExchange(ref _departure, ClusterErrors.Moved, null);
        _signal.Set();
    }

    /// <summary>Gives the session up to whichever node its speaker finds next, at the next pause in speech.</summary>
    internal void Move()
    {
        Interlocked.CompareExchange(ref _moving, 1, 0);
        _signal.Set();
    }

    /// <summary>As <see cref="Move"/>, wherever it stands: what is being said is heard again there.</summary>
    internal void MoveNow()
    {
        Interlocked.Exchange(ref _moving, 2);
        _signal.Set();
    }

    /// <param name="replayed">Samples before this may be sent again without a word.</param>
    /// <param name="more">Another chunk, or <see cref="Hear"/>, follows at once.</param>
    internal ValueTask<Outcome<long>> AppendAsync(
        ReadOnlyMemory<byte> chunk, long? position, long replayed, bool more, CancellationToken cancellation)
    {
        _flow.AudioCame();
        return _audio.AppendAsync(chunk, position, replayed, _warn, more, cancellation);
    }

    /// <summary>No further chunk follows those that were announced.</summary>
    internal void Hear() => _signal.Set();

    /// <summary>Whether its speaker lost the connection less than <paramref name="within"/> ago and is expected back.</summary>
    internal bool Awaited(TimeSpan within) => State == SessionState.Active && HasSpoken && _presence.Away < within;

    /// <summary>Another speaker begins; returns <see cref="Received"/>.</summary>
    internal long Rejoin() => _audio.Rejoin();

    /// <summary>Nobody can attach any more, here or elsewhere.</summary>
    internal async Task ForgetAsync()
    {
        _presence.Dispose();
        if (_journal is not null)
        {
            if (!IsLost)
            {
                _ = await _journal.RemoveAsync().ConfigureAwait(false);
            }

            _journal.Close();
        }
    }

    internal async Task RunAsync()
    {
        _metrics.SessionBegan();
        try
        {
            if (_begin is not null)
            {
                _flow.Begin(_begin);
            }

            while (!IsOver || (Leaves && !await MayLeaveAsync().ConfigureAwait(false)))
            {
                var worked = _flow.Step();
                _journal?.Cut(_flow.Checkpoint());
                if (!worked && !IsOver)
                {
                    await _signal.WaitAsync().ConfigureAwait(false);
                }
            }

            await (Leaves ? LeaveAsync() : EndAsync()).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One session's fault, whatever it is, ends that session and no other.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(_logger, Id, fault);
            _translation?.Stop();
            _events.Append(new ErrorRaised(new ParleyError(ErrorCodes.Internal, "The session failed; the server's log says why.")));
            _events.Append(new SessionEnded(SessionEndReason.Failed));
            _journal?.Cut(_flow.Checkpoint());
        }
        finally
        {
            Interlocked.Exchange(ref _state, (int)SessionState.Ended);
            _conversation?.Dispose();
            _translation?.Dispose();
            _flow.Dispose();
            _audio.Dispose();
            _events.Close();
            _metrics.SessionEnded();
            _completion.SetResult();
        }
    }

    private bool IsOver => Volatile.Read(ref _aborted) == 1 || (_flow.Done && Answered) || Leaves;

    private bool Answered => (_conversation?.Idle ?? true) && (_translation?.Idle ?? true);

    /// <summary>Another node goes on with it; one whose audio has ended is finished here.</summary>
    private bool Leaves => IsLost || (State == SessionState.Active && Volatile.Read(ref _moving) switch
    {
        0 => false,
        1 => _flow.AtPause && Answered,
        _ => true,
    });

    private async Task EndAsync()
    {
        if (_begin is { State: SessionState.Ended })
        {
            // It had ended before it came here; it is only read once more.
            return;
        }

        _conversation?.Stop();
        _translation?.Stop();
        _events.Append(_flow.Usage());
        _events.Append(new SessionEnded((SessionEndReason)Volatile.Read(ref _reason)));
        Interlocked.Exchange(ref _state, (int)SessionState.Ended);
        if (_journal is not null)
        {
            _journal.Cut(_flow.Checkpoint());
            await _journal.SettleAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether another node finds all that was said. Where none would, it begins to end here: elsewhere it would say it again.</summary>
    private async Task<bool> MayLeaveAsync()
    {
        if (!IsLost)
        {
            await _journal!.SettleAsync().ConfigureAwait(false);
            if (_journal.IsDetached)
            {
                Shutdown();
                return false;
            }
        }

        return true;
    }

    /// <summary>1. The session is nobody's, 2. its clients look for another node.</summary>
    private async Task LeaveAsync()
    {
        if (Interlocked.CompareExchange(ref _departure, ClusterErrors.Stopping, null) is null)
        {
            _ = await _journal!.ReleaseAsync().ConfigureAwait(false);
            _events.Break(ClusterErrors.Stopping);
        }

        _journal!.Close();
    }

    private void Warn(ParleyError warning) => _events.Append(new ErrorRaised(warning));

    private void End(SessionEndReason reason)
    {
        if (Interlocked.CompareExchange(ref _state, (int)SessionState.Draining, (int)SessionState.Active)
            == (int)SessionState.Active)
        {
            Interlocked.Exchange(ref _reason, (int)reason);
            if (reason != SessionEndReason.Completed)
            {
                // Nobody listens any more.
                _conversation?.Stop();
            }

            _audio.End();
            _translation?.Drain();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId} failed")]
    private static partial void LogFault(ILogger logger, string sessionId, Exception fault);
}
