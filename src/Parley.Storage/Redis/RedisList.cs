using Parley.Failures;

namespace Parley.Storage.Redis;

/// <summary>A short list of texts that all nodes see and only grows, such as their common keys. Calls wait.</summary>
public sealed class RedisList
{
    private readonly RedisCalls _redis;
    private readonly string _key;

    internal RedisList(RedisCalls redis, string key) => (_redis, _key) = (redis, key);

    /// <exception cref="ParleyException"><c>resume_unavailable</c>: Redis cannot be reached.</exception>
    public IReadOnlyList<string> Read()
    {
        var all = Wait(_redis.CallAsync(database => database.ListRangeAsync(_key)));
        return [.. all.Select(one => (string)one!)];
    }

    /// <exception cref="ParleyException"><c>resume_unavailable</c>: Redis cannot be reached.</exception>
    public void Add(string text) => Wait(_redis.CallAsync(database => database.ListRightPushAsync(_key, text)));

    private static T Wait<T>(Task<Outcome<T>> call)
    {
        var answer = call.GetAwaiter().GetResult();
        return answer.Succeeded ? answer.Value : throw new ParleyException(answer.Error);
    }
}
