using System.Collections.Concurrent;
using System.Diagnostics;
using Parley.Engine.Admission;
using Parley.Engine.Cluster;
using Parley.Engine.Routing;
using Parley.Engine.Stages.Conversing;
using Parley.Engine.Telemetry;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Sessions;

/// <summary>The sessions of this node: makes them, finds them, and lets go of them soon after their end.</summary>
public sealed class SessionHub(
    SessionFactory factory, RecognizerCatalog catalog, SessionLimits limits, EngineMetrics metrics, TimeProvider time,
    AdmissionControl? admission = null, ClusterMember? cluster = null)
{
    private readonly SessionsElsewhere? _elsewhere = cluster is null ? null : new(cluster, factory, catalog, limits, time);
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly Turnstile _comingBack = new();
    private int _running;
    private int _stopping;

    /// <summary>Raised when the last session this node held has been let go of.</summary>
    public event Action? Idle;

    /// <summary>Sessions that are running.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Whether the server is on its way down and takes no new sessions.</summary>
    public bool Stopping => Volatile.Read(ref _stopping) == 1;

    /// <summary>The error code with which a live session would be refused now; null: it would be admitted. Asking changes nothing.</summary>
    public string? WouldRefuse() =>
        Stopping ? ErrorCodes.ShuttingDown
        : Running >= limits.MaxSessions ? ErrorCodes.TooManySessions
        : admission?.WouldRefuse(Awaited()) == true ? ErrorCodes.OverCapacity
        : null;

    /// <summary>Starts a session, or says why not: a field out of range, an unknown model, the cap, an engine that has enough
    /// to do, the server stopping.</summary>
    /// <param name="memory">What was said before a session that converses, and what will be in it; null: nothing.</param>
    public Outcome<Session> Start(SessionOptions options, ConversationMemory? memory = null)
    {
        if (options.Validate() is { } invalid)
        {
            return invalid;
        }

        var recognizer = catalog.Resolve(options.Model, options.Language);
        if (!recognizer.Succeeded)
        {
            return recognizer.Error;
        }

        if (factory.Refusal(options) is { } impossible)
        {
            return impossible;
        }

        if (factory.Unkeepable(options) is { } unkeepable)
        {
            return unkeepable;
        }

        if (Admit(options.Mode) is { } refusal)
        {
            metrics.Refused(refusal.Code);
            return refusal;
        }

        var session = Trace(Create(options, recognizer.Value, memory));
        _sessions[session.Id] = session;
        admission?.Admitted(session);
        if (Stopping)
        {
            // The stop that began meanwhile may have looked before this session was there to be found.
            Stop(session);
        }

        _ = Task.Run(() => RunAsync(session));
        return session;
    }

    /// <summary>Why nobody could answer or translate in a session with these options; null: somebody could, or nobody is to.</summary>
    public ParleyError? Unanswerable(SessionOptions options) => factory.Refusal(options);

    /// <summary>A session of this node that runs, or ended less than <see cref="SessionLimits.Linger"/> ago.</summary>
    public Outcome<Session> Find(string id) =>
        _sessions.TryGetValue(id, out var session) && !session.IsLost ? Trace(session) : SessionsElsewhere.NotFound;

    /// <summary>A session to read, here or at another node.</summary>
    public async ValueTask<Outcome<SessionView>> FindAsync(string id) =>
        Find(id) is { Value: { } session } ? session
        : _elsewhere is null ? SessionsElsewhere.NotFound
        : await _elsewhere.FollowAsync(id).ConfigureAwait(false);

    /// <summary>
    /// A session to speak to: as <see cref="FindAsync"/>, and if it is at another node, it is here from now on. Of thousands who
    /// ask at once, each few let others be served: whoever asks for a new session is told at once that there is no room.
    /// </summary>
    public async ValueTask<Outcome<Session>> ResumeAsync(string id)
    {
        await _comingBack.PassAsync().ConfigureAwait(false);
        if (Find(id) is { Value: { } session })
        {
            // Another node may have it without a word having come yet.
            await session.SafeAsync().ConfigureAwait(false);
            if (!session.IsLost)
            {
                return session;
            }
        }

        if (_elsewhere is null)
        {
            return SessionsElsewhere.NotFound;
        }

        if (Stopping)
        {
            // Whoever sent the client here has not noticed yet.
            return ClusterErrors.Stopping with { RetryAfterMs = 100 };
        }

        if (Running >= 2 * limits.MaxSessions)
        {
            return new ParleyError(ErrorCodes.TooManySessions, $"The server runs {Running} sessions, twice its limit.")
            {
                Retry = true, RetryAfterMs = (int)limits.RetryAfter.TotalMilliseconds,
            };
        }

        return await _elsewhere.ClaimAsync(id, Adopt).ConfigureAwait(false);
    }

    /// <summary>Goes through a takeover with nobody there, so that the first one that counts is quick; nothing to do for a node alone.</summary>
    public Task RehearseAsync() => cluster is null ? Task.CompletedTask : new Rehearsal(cluster, factory, catalog).PlayAsync();

    /// <summary>
    /// Refuses new sessions, gives those up that another node can go on with, each at a pause in speech, lets the others
    /// finish their open utterances, and aborts what is left when <paramref name="cancellation"/> fires.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        Interlocked.Exchange(ref _stopping, 1);
        foreach (var session in _sessions.Values)
        {
            Stop(session);
        }

        var all = Task.WhenAll(_sessions.Values.Select(session => session.Completion));
        if (cluster is not null)
        {
            await all.WaitAsync(cluster.MovePatience, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var session in _sessions.Values.Where(session => session.CanMove))
            {
                session.MoveNow();
            }
        }

        await all.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var session in _sessions.Values)
        {
            session.Abort();
        }
    }

    private static void Stop(Session session)
    {
        if (session.CanMove)
        {
            session.Move();
        }
        else
        {
            session.Shutdown();
        }
    }

    /// <summary>Goes on with a session of another node, in the place of one of this node's that was lost.</summary>
    private void Adopt(Session session)
    {
        Interlocked.Increment(ref _running);
        _sessions[Trace(session).Id] = session;
        if (Stopping)
        {
            Stop(session);
        }

        _ = Task.Run(() => RunAsync(session));
    }

    private Session Create(SessionOptions options, IRecognizer recognizer, ConversationMemory? memory)
    {
        try
        {
            return factory.Create(options, recognizer, memory);
        }
        catch
        {
            Interlocked.Decrement(ref _running);
            throw;
        }
    }

    private ParleyError? Admit(SessionMode mode)
    {
        if (Stopping)
        {
            return new ParleyError(ErrorCodes.ShuttingDown, "The server is stopping.") { Retry = true };
        }

        var refusal = Interlocked.Increment(ref _running) > limits.MaxSessions
            ? new ParleyError(ErrorCodes.TooManySessions, $"The server runs {limits.MaxSessions} sessions, its limit.") { Retry = true }
            : admission?.Refusal(mode, Awaited);
        if (refusal is null)
        {
            return null;
        }

        Interlocked.Decrement(ref _running);
        return refusal with { RetryAfterMs = (int)limits.RetryAfter.TotalMilliseconds };
    }

    /// <summary>How many speakers have lost their connection and are expected back.</summary>
    private int Awaited() => _sessions.Count(entry => entry.Value.Awaited(admission!.KeptPlace));

    /// <summary>Whatever is logged in this trace from now on can name the session.</summary>
    private static Session Trace(Session session)
    {
        Activity.Current?.SetTag("session_id", session.Id);
        return session;
    }

    private async Task RunAsync(Session session)
    {
        await session.RunAsync().ConfigureAwait(false);
        Interlocked.Decrement(ref _running);
        if (!session.IsLost)
        {
            if (_sessions.Count <= 2 * limits.MaxSessions)
            {
                // A speaker that lost its connection shortly before the end may still come for its last finals.
                await session.Told.ConfigureAwait(false);
            }

            await Task.Delay(limits.Linger, time, CancellationToken.None).ConfigureAwait(false);
        }

        _sessions.TryRemove(KeyValuePair.Create(session.Id, session));
        await session.ForgetAsync().ConfigureAwait(false);
        if (_sessions.IsEmpty)
        {
            Idle?.Invoke();
        }
    }
}
