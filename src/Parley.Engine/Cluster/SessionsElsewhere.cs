using System.Collections.Concurrent;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Failures;

namespace Parley.Engine.Cluster;

/// <summary>The sessions of other nodes, for who wants to read one or to go on with it here.</summary>
internal sealed class SessionsElsewhere(
    ClusterMember member, SessionFactory factory, RecognizerCatalog catalog, SessionLimits limits, TimeProvider time)
{
    private const int LongestId = 64;

    private readonly ConcurrentDictionary<string, Lazy<Task<Outcome<FollowedSession>>>> _followed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<Outcome<Session>>>> _claims = new(StringComparer.Ordinal);

    /// <summary>Sessions of other nodes that are read here; one more is refused.</summary>
    private int MostFollowed => 4 * limits.MaxSessions;

    /// <summary>A copy of the session that is kept up to date while it is read.</summary>
    public async Task<Outcome<SessionView>> FollowAsync(string id)
    {
        if (!IsPossible(id))
        {
            return NotFound;
        }

        if (_followed.Count >= MostFollowed)
        {
            return new ParleyError(ErrorCodes.TooManySessions, $"{MostFollowed} sessions of other nodes are read here, the limit.")
            {
                Retry = true, RetryAfterMs = (int)limits.RetryAfter.TotalMilliseconds,
            };
        }

        var following = _followed.GetOrAdd(id, _ => new Lazy<Task<Outcome<FollowedSession>>>(() => OpenAsync(id)));
        var followed = await following.Value.ConfigureAwait(false);
        if (!followed.Succeeded)
        {
            _followed.TryRemove(KeyValuePair.Create(id, following));
            return followed.Error;
        }

        followed.Value.Events.Touch();
        return await followed.Value.RefreshAsync().ConfigureAwait(false) is { } gone ? gone : followed.Value;
    }

    /// <summary>
    /// Makes the session this node's: 1. it is claimed, which fences whoever had it, 2. it is put together again from its
    /// record, 3. <paramref name="adopt"/> runs it. Several who ask at once get the same one.
    /// </summary>
    public async Task<Outcome<Session>> ClaimAsync(string id, Action<Session> adopt)
    {
        if (!IsPossible(id))
        {
            return NotFound;
        }

        var claiming = _claims.GetOrAdd(id, _ => new Lazy<Task<Outcome<Session>>>(() => TakeOverAsync(id, adopt)));
        try
        {
            return await claiming.Value.ConfigureAwait(false);
        }
        finally
        {
            _claims.TryRemove(KeyValuePair.Create(id, claiming));
        }
    }

    internal static ParleyError NotFound { get; } =
        new(ErrorCodes.SessionNotFound, "There is no such session, or it ended a while ago.") { Param = "id" };

    /// <summary>What this server never gave as an id is not asked about.</summary>
    private static bool IsPossible(string id) =>
        id.Length <= LongestId && id.StartsWith("s_", StringComparison.Ordinal)
        && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    private async Task<Outcome<FollowedSession>> OpenAsync(string id)
    {
        var image = await member.Directory.ReadAsync(id, 0).ConfigureAwait(false);
        if (!image.Succeeded)
        {
            return image.Error;
        }

        var followed = new FollowedSession(image.Value, limits, member.Directory, time, _ => _followed.TryRemove(id, out var _));
        await followed.StartAsync().ConfigureAwait(false);
        return followed;
    }

    private async Task<Outcome<Session>> TakeOverAsync(string id, Action<Session> adopt)
    {
        var image = await member.Directory.ClaimAsync(id, member.Name).ConfigureAwait(false);
        if (!image.Succeeded)
        {
            return image.Error;
        }

        var options = StoredSession.Options(image.Value);
        var recognizer = catalog.Resolve(options.Model, options.Language);
        if (!recognizer.Succeeded)
        {
            return recognizer.Error;
        }

        var session = factory.Restore(image.Value, options, recognizer.Value);
        member.Metrics.TookOver();
        adopt(session);
        return session;
    }
}
