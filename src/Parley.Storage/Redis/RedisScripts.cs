namespace Parley.Storage.Redis;

/// <summary>
/// What must happen at once or not at all. KEYS: the session's hash, its stream. The hash holds <c>term</c>, <c>owner</c>,
/// <c>revision</c>, <c>options</c>, <c>checkpoint</c>, <c>reserved</c>, <c>first</c>, <c>last</c>, <c>added</c>, <c>ttl</c>; the stream one entry an
/// event, whose id is its sequence number.
/// </summary>
internal static class RedisScripts
{
    public const string Accepted = "accepted";
    public const string Fenced = "fenced";
    public const string Missing = "missing";

    /// <summary>ARGV: term, revision, checkpoint, reserved, first, ttl ms, stream length, channel, then sequence and body of each event.</summary>
    public const string Write =
        """
        local term = redis.call('HGET', KEYS[1], 'term')
        if not term then return 'missing' end
        if term ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'over') == 1 then return 'fenced' end
        if tonumber(ARGV[2]) <= tonumber(redis.call('HGET', KEYS[1], 'revision')) then return 'accepted' end
        """ + Append;

    /// <summary>ARGV: as <see cref="Write"/>, with owner and options before the first event.</summary>
    public const string Replace =
        """
        local term = redis.call('HGET', KEYS[1], 'term')
        if term and (tonumber(term) > tonumber(ARGV[1]) or redis.call('HEXISTS', KEYS[1], 'over') == 1) then return 'fenced' end
        redis.call('DEL', KEYS[1], KEYS[2])
        redis.call('HSET', KEYS[1], 'term', ARGV[1], 'owner', ARGV[9], 'options', ARGV[10], 'last', 0, 'added', 0)
        table.remove(ARGV, 10)
        table.remove(ARGV, 9)
        """ + Append;

    /// <summary>ARGV: node, channel of the session, prefix of the channels of nodes.</summary>
    public const string Claim =
        """
        if redis.call('HEXISTS', KEYS[1], 'owner') == 0 then return {} end
        local owner = redis.call('HGET', KEYS[1], 'owner')
        redis.call('HINCRBY', KEYS[1], 'term', 1)
        redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'revision', 0)
        local ttl = redis.call('HGET', KEYS[1], 'ttl')
        redis.call('PEXPIRE', KEYS[1], ttl)
        redis.call('PEXPIRE', KEYS[2], ttl)
        if owner ~= '' then redis.call('PUBLISH', ARGV[3] .. owner, ARGV[4]) end
        redis.call('PUBLISH', ARGV[2], 'claimed')
        return {redis.call('HGETALL', KEYS[1]), redis.call('XRANGE', KEYS[2], '-', '+'), redis.call('XLEN', KEYS[2]), redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)}
        """;

    /// <summary>ARGV: the sequence number after which events are wanted.</summary>
    public const string Read =
        """
        if redis.call('HEXISTS', KEYS[1], 'owner') == 0 then return {} end
        return {redis.call('HGETALL', KEYS[1]), redis.call('XRANGE', KEYS[2], '(' .. ARGV[1], '+'), redis.call('XLEN', KEYS[2]), redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)}
        """;

    /// <summary>ARGV: term.</summary>
    public const string Release = OwnTerm +
        """
        redis.call('HSET', KEYS[1], 'owner', '')
        return 'accepted'
        """;

    /// <summary>ARGV: term, ms for which late writes are still refused. What is left is the term and <c>over</c>.</summary>
    public const string Remove = OwnTerm +
        """
        redis.call('DEL', KEYS[1], KEYS[2])
        redis.call('HSET', KEYS[1], 'term', ARGV[1], 'over', 1)
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 'accepted'
        """;

    /// <summary>ARGV: term, ttl ms.</summary>
    public const string Touch = OwnTerm +
        """
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        redis.call('PEXPIRE', KEYS[2], ARGV[2])
        return 'accepted'
        """;

    private const string OwnTerm =
        """
        local term = redis.call('HGET', KEYS[1], 'term')
        if not term then return 'missing' end
        if term ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'over') == 1 then return 'fenced' end

        """;

    private const string Append =
        """

        local last = tonumber(redis.call('HGET', KEYS[1], 'last'))
        local added = 0
        for i = 9, #ARGV, 2 do
            if tonumber(ARGV[i]) > last then
                redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[7], ARGV[i] .. '-0', 'e', ARGV[i + 1])
                last = tonumber(ARGV[i])
                added = added + 1
            end
        end
        redis.call('HSET', KEYS[1], 'revision', ARGV[2], 'checkpoint', ARGV[3], 'reserved', ARGV[4], 'first', ARGV[5], 'last', last, 'ttl', ARGV[6])
        if added > 0 then redis.call('HINCRBY', KEYS[1], 'added', added) end
        redis.call('PEXPIRE', KEYS[1], ARGV[6])
        redis.call('PEXPIRE', KEYS[2], ARGV[6])
        redis.call('PUBLISH', ARGV[8], last)
        return 'accepted'
        """;
}
