using StackExchange.Redis;

namespace Parley.Storage.Redis;

/// <summary>Where Redis is and how long it is waited for.</summary>
public sealed record RedisOptions
{
    /// <summary>As StackExchange.Redis reads it: <c>host:port,password=…,ssl=true</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>Stands before every key and channel, so that several clusters can share one Redis.</summary>
    public string Prefix { get; init; } = "parley";

    /// <summary>What one call may take; then it counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Events kept of a session; the oldest go.</summary>
    public int EventCapacity { get; init; } = 4_096;

    /// <summary>What is wrong with a connection string, without repeating it: it may hold a password; null: nothing.</summary>
    public static string? Check(string connection)
    {
        try
        {
            return ConfigurationOptions.Parse(connection, ignoreUnknown: false).EndPoints.Count == 0
                ? "it names no server; host:port is needed"
                : null;
        }
        catch (ArgumentException)
        {
            return "it is not host:port with options that StackExchange.Redis knows, such as password=… or ssl=true";
        }
    }
}
