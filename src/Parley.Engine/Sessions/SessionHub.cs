using System.Collections.Concurrent;
using System.Diagnostics;
using Parley.Engine.Admission;
using Parley.Engine.Routing;
using Parley.Engine.Telemetry;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Sessions;

/// <summary>The sessions of this node: makes them, finds them, and lets go of them soon after their end.</summary>
public sealed class SessionHub(
    SessionFactory factory, RecognizerCatalog catalog, SessionLimits limits, EngineMetrics metrics, TimeProvider time,
    AdmissionControl? admission = null)
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private int _running;
    private int _stopping;

    /// <summary>Raised when the last session this node held has been let go of.</summary>
    public event Action? Idle;

    /// <summary>Sessions that are running.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Whether the server is on its way down and takes no new sessions.</summary>
    public bool Stopping => Volatile.Read(ref _stopping) == 1;

    /// <summary>Starts a session, or says why not: a field out of range, an unknown model, the cap, an engine that has enough
    /// to do, the server stopping.</summary>
    public Outcome<Session> Start(SessionOptions options)
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

        if (Admit(options.Mode) is { } refusal)
        {
            metrics.Refused(refusal.Code);
            return refusal;
        }

        var session = Trace(Create(options, recognizer.Value));
        _sessions[session.Id] = session;
        admission?.Admitted(session);
        if (Stopping)
        {
            // The stop that began meanwhile may have looked before this session was there to be found.
            session.Shutdown();
        }

        _ = Task.Run(() => RunAsync(session));
        return session;
    }

    /// <summary>A session that runs, or ended less than <see cref="SessionLimits.Linger"/> ago.</summary>
    public Outcome<Session> Find(string id) => _sessions.TryGetValue(id, out var session)
        ? Trace(session)
        : new ParleyError(ErrorCodes.SessionNotFound, "There is no such session, or it ended a while ago.") { Param = "id" };

    /// <summary>
    /// Refuses new sessions, lets those that run finish their open utterances, and aborts what is left when
    /// <paramref name="cancellation"/> fires.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        Interlocked.Exchange(ref _stopping, 1);
        foreach (var session in _sessions.Values)
        {
            session.Shutdown();
        }

        var all = Task.WhenAll(_sessions.Values.Select(session => session.Completion));
        await all.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var session in _sessions.Values)
        {
            session.Abort();
        }
    }

    private Session Create(SessionOptions options, IRecognizer recognizer)
    {
        try
        {
            return factory.Create(options, recognizer);
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
            : admission?.Refusal(mode, Awaited());
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
        if (_sessions.Count <= 2 * limits.MaxSessions)
        {
            // A speaker that lost its connection shortly before the end may still come for its last finals.
            await session.Told.ConfigureAwait(false);
        }

        await Task.Delay(limits.Linger, time, CancellationToken.None).ConfigureAwait(false);
        _sessions.TryRemove(session.Id, out _);
        session.Forget();
        if (_sessions.IsEmpty)
        {
            Idle?.Invoke();
        }
    }
}
