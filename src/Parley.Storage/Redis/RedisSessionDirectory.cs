using System.Diagnostics.Metrics;
using Parley.Cluster;
using Parley.Failures;
using StackExchange.Redis;

namespace Parley.Storage.Redis;

/// <summary>The directory of sessions in Redis 7: a hash and a stream each, which expire by themselves.</summary>
public sealed class RedisSessionDirectory : ISessionDirectory, IDisposable
{
    public const string MeterName = "Parley.Storage";

    private const int RenewedAtOnce = 256;

    /// <summary>For so long a node that was frozen when its session ended elsewhere is still refused.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly RedisOptions _options;
    private readonly RedisCalls _redis;

    public RedisSessionDirectory(RedisOptions options, IMeterFactory meters, TimeProvider time)
    {
        _options = options;
        _redis = new RedisCalls(options, meters, time);
    }

    /// <summary>The keys with which the nodes read each other's links.</summary>
    public RedisList Keys => new(_redis, $"{_options.Prefix}:keys");

    public Task<Outcome<WriteVerdict>> WriteAsync(SessionWrite write) =>
        JudgeAsync(RedisScripts.Write, write.Id, Values(write, write.Events, []));

    public Task<Outcome<WriteVerdict>> ReplaceAsync(SessionImage image)
    {
        var write = new SessionWrite(image.Id, image.Term, image.Revision)
        {
            Checkpoint = image.Checkpoint, Reserved = image.Reserved, First = image.First, TimeToLive = image.TimeToLive,
        };
        return JudgeAsync(RedisScripts.Replace, image.Id, Values(write, image.Events, [image.Owner, image.Options]));
    }

    public Task<Outcome<SessionImage>> ReadAsync(string id, long after) => ImageAsync(RedisScripts.Read, id, after);

    public Task<Outcome<SessionImage>> ClaimAsync(string id, string node) =>
        ImageAsync(RedisScripts.Claim, id, node, Channel(id), Claims(""), id);

    public Task<Outcome<WriteVerdict>> ReleaseAsync(string id, long term) => JudgeAsync(RedisScripts.Release, id, term);

    public Task<Outcome<WriteVerdict>> RemoveAsync(string id, long term) => JudgeAsync(RedisScripts.Remove, id, term, Milliseconds(Remembered));

    public async Task<Outcome<IReadOnlyList<string>>> RenewAsync(IReadOnlyList<SessionLease> sessions)
    {
        var alive = await _redis.CallAsync(database => database.PingAsync()).ConfigureAwait(false);
        if (!alive.Succeeded)
        {
            return alive.Error;
        }

        List<string> lost = [];
        foreach (var some in sessions.Chunk(RenewedAtOnce))
        {
            var verdicts = await Task.WhenAll(some.Select(session =>
                JudgeAsync(RedisScripts.Touch, session.Id, session.Term, Milliseconds(session.TimeToLive)))).ConfigureAwait(false);
            foreach (var (index, verdict) in verdicts.Index())
            {
                if (!verdict.Succeeded)
                {
                    return verdict.Error;
                }

                if (verdict.Value != WriteVerdict.Accepted)
                {
                    lost.Add(some[index].Id);
                }
            }
        }

        return Outcome.Of<IReadOnlyList<string>>(lost);
    }

    public async Task<IAsyncDisposable> WatchAsync(string id, Action changed)
    {
        var subscription = await _redis.SubscribeAsync(Channel(id), _ => changed()).ConfigureAwait(false);
        _redis.Restored += changed;
        return new Watch(subscription, () => _redis.Restored -= changed);
    }

    public Task<IAsyncDisposable> WatchClaimsAsync(string node, Action<string> lost) => _redis.SubscribeAsync(Claims(node), lost);

    public void Dispose() => _redis.Dispose();

    private static WriteVerdict Verdict(string said) => said switch
    {
        RedisScripts.Accepted => WriteVerdict.Accepted,
        RedisScripts.Fenced => WriteVerdict.Fenced,
        RedisScripts.Missing => WriteVerdict.Missing,
        _ => throw new NotSupportedException(said),
    };

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private RedisValue[] Values(SessionWrite write, IReadOnlyList<StoredEvent> events, RedisValue[] more) =>
    [
        write.Term, write.Revision, write.Checkpoint, write.Reserved, write.First, Milliseconds(write.TimeToLive),
        _options.EventCapacity, Channel(write.Id),
        .. more,
        .. events.SelectMany(item => new RedisValue[] { item.Sequence, item.Body.ToArray() }),
    ];

    private async Task<Outcome<WriteVerdict>> JudgeAsync(string script, string id, params RedisValue[] values)
    {
        var said = await _redis.EvaluateAsync(script, KeysOf(id), values).ConfigureAwait(false);
        return said.Succeeded ? Verdict((string)said.Value) : said.Error;
    }

    private async Task<Outcome<SessionImage>> ImageAsync(string script, string id, params RedisValue[] values)
    {
        var said = await _redis.EvaluateAsync(script, KeysOf(id), values).ConfigureAwait(false);
        return !said.Succeeded ? said.Error
            : (RedisResult[])said.Value is { Length: > 0 } parts ? RedisImages.Read(id, parts)
            : new ParleyError(ErrorCodes.SessionNotFound, "There is no such session, or it ended a while ago.") { Param = "id" };
    }

    /// <summary>What is in braces decides the slot in Redis Cluster: both keys of a session are in one.</summary>
    private RedisKey[] KeysOf(string id) => [$"{_options.Prefix}:{{{id}}}:session", $"{_options.Prefix}:{{{id}}}:events"];

    private string Channel(string id) => $"{_options.Prefix}:{{{id}}}:changed";

    private string Claims(string node) => $"{_options.Prefix}:claims:{node}";

    private sealed class Watch(IAsyncDisposable subscription, Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return subscription.DisposeAsync();
        }
    }
}
