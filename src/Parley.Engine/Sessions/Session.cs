using Microsoft.Extensions.Logging;
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
public sealed partial class Session
{
    private readonly EventLog _events;
    private readonly AudioLog _audio;
    private readonly SessionFlow _flow;
    private readonly AsyncSignal _signal;
    private readonly SpeakerPresence _presence;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = (int)SessionState.Active;
    private int _reason = (int)SessionEndReason.Completed;
    private int _aborted;

    internal Session(string id, SessionOptions options, SessionParts parts, EngineMetrics metrics, ILogger logger)
    {
        (Id, Options, Model) = (id, options, parts.Model);
        (_events, _audio, _flow, _signal) = (parts.Events, parts.Audio, parts.Flow, parts.Signal);
        (_metrics, _logger) = (metrics, logger);
        _presence = parts.Presence;
        _presence.Begin(Abandon);

        // Before anyone can append audio, whose warnings are events too: this one is always the first.
        _events.Append(new SessionStarted(Id, Model, Options.Language, Options.Input.Rate));
    }

    /// <summary>Names the session in URLs; not guessable.</summary>
    public string Id { get; }

    public SessionOptions Options { get; }

    /// <summary>The model that recognises.</summary>
    public string Model { get; }

    public SessionState State => (SessionState)Volatile.Read(ref _state);

    /// <summary>Everything the session said and says.</summary>
    public EventLog Events => _events;

    /// <summary>Every sample before this is held.</summary>
    public long Received => _audio.Received;

    /// <summary>Everything before this is final: the audio before it may be forgotten.</summary>
    public long Committed => _flow.Committed;

    /// <summary>Grows each time a speaker attaches; 0 for a session whose maker speaks to it directly.</summary>
    public long Epoch => _presence.Epoch;

    /// <summary>Completes when <c>session.ended</c> is in the log and the session's resources are free.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Whether speech was heard in it.</summary>
    internal bool HasSpoken => _flow.HasSpoken;

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
        return attachment;
    }

    /// <summary>
    /// Accepts a chunk in the session's format, and holds the caller back while the session has too much to do. One
    /// caller at a time. The outcome is <see cref="Received"/>, or why the chunk was refused.
    /// </summary>
    /// <param name="position">Position of the chunk's first sample; null: it continues where the last one ended.</param>
    public ValueTask<Outcome<long>> AppendAsync(ReadOnlyMemory<byte> chunk, long? position, CancellationToken cancellation) =>
        AppendAsync(chunk, position, 0, cancellation);

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

    /// <param name="replayed">Samples before this may be sent again without a word.</param>
    internal ValueTask<Outcome<long>> AppendAsync(
        ReadOnlyMemory<byte> chunk, long? position, long replayed, CancellationToken cancellation)
    {
        _flow.AudioCame();
        return _audio.AppendAsync(chunk, position, replayed, Warn, cancellation);
    }

    /// <summary>Whether its speaker lost the connection less than <paramref name="within"/> ago and is expected back.</summary>
    internal bool Awaited(TimeSpan within) => State == SessionState.Active && HasSpoken && _presence.Away < within;

    /// <summary>Another speaker begins; returns <see cref="Received"/>.</summary>
    internal long Rejoin() => _audio.Rejoin();

    /// <summary>Nobody can attach any more.</summary>
    internal void Forget() => _presence.Dispose();

    internal async Task RunAsync()
    {
        _metrics.SessionBegan();
        try
        {
            while (Volatile.Read(ref _aborted) == 0 && !_flow.Done)
            {
                if (!_flow.Step() && !_flow.Done)
                {
                    await _signal.WaitAsync().ConfigureAwait(false);
                }
            }

            _events.Append(_flow.Usage());
            _events.Append(new SessionEnded((SessionEndReason)Volatile.Read(ref _reason)));
        }
#pragma warning disable CA1031 // One session's fault, whatever it is, ends that session and no other.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(_logger, Id, fault);
            _events.Append(new ErrorRaised(new ParleyError(ErrorCodes.Internal, "The session failed; the server's log says why.")));
            _events.Append(new SessionEnded(SessionEndReason.Failed));
        }
        finally
        {
            Interlocked.Exchange(ref _state, (int)SessionState.Ended);
            _flow.Dispose();
            _audio.Dispose();
            _events.Close();
            _metrics.SessionEnded();
            _completion.SetResult();
        }
    }

    private void Warn(ParleyError warning) => _events.Append(new ErrorRaised(warning));

    private void End(SessionEndReason reason)
    {
        if (Interlocked.CompareExchange(ref _state, (int)SessionState.Draining, (int)SessionState.Active)
            == (int)SessionState.Active)
        {
            Interlocked.Exchange(ref _reason, (int)reason);
            _audio.End();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId} failed")]
    private static partial void LogFault(ILogger logger, string sessionId, Exception fault);
}
