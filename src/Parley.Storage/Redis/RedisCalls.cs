using System.Diagnostics.Metrics;
using Parley.Failures;
using StackExchange.Redis;

namespace Parley.Storage.Redis;

/// <summary>One connection to Redis, made when it is first needed and made again whenever it breaks; each call has its time.</summary>
internal sealed class RedisCalls : IDisposable
{
    private readonly RedisOptions _options;
    private readonly TimeProvider _time;
    private readonly Lazy<Task<ConnectionMultiplexer>> _connection;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _errors;

    public RedisCalls(RedisOptions options, IMeterFactory meters, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _connection = new Lazy<Task<ConnectionMultiplexer>>(ConnectAsync);
        var meter = meters.Create(RedisSessionDirectory.MeterName);
        _latency = meter.CreateHistogram<double>("parley.redis.latency", "s", "Calls to Redis that were answered.");
        _errors = meter.CreateCounter<long>("parley.redis.errors", "{call}", "Calls to Redis that failed or took too long.");
        _errors.Add(0);
    }

    /// <summary>Fires when the connection is there again: what was published meanwhile is lost.</summary>
    public event Action? Restored;

    public async Task<Outcome<RedisResult>> EvaluateAsync(string script, RedisKey[] keys, params RedisValue[] values) =>
        await CallAsync(database => database.ScriptEvaluateAsync(script, keys, values)).ConfigureAwait(false);

    public async Task<Outcome<T>> CallAsync<T>(Func<IDatabase, Task<T>> call)
    {
        var began = _time.GetTimestamp();
        try
        {
            var connection = await _connection.Value.WaitAsync(_options.Timeout, _time).ConfigureAwait(false);
            var answer = await call(connection.GetDatabase()).WaitAsync(_options.Timeout, _time).ConfigureAwait(false);
            _latency.Record(_time.GetElapsedTime(began).TotalSeconds);
            return new Outcome<T>(answer);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            _errors.Add(1);
            return new ParleyError(ErrorCodes.ResumeUnavailable, "The directory of sessions cannot be reached now.")
            {
                Retry = true, RetryAfterMs = 1_000,
            };
        }
    }

    /// <summary>Hears a channel for as long as the subscription is held; while Redis is not there, from when it is.</summary>
    public async Task<IAsyncDisposable> SubscribeAsync(string channel, Action<string> heard)
    {
        void Hear(RedisChannel _, RedisValue said) => heard((string?)said ?? "");
        try
        {
            var connection = await _connection.Value.WaitAsync(_options.Timeout, _time).ConfigureAwait(false);
            await connection.GetSubscriber().SubscribeAsync(channel, Hear).WaitAsync(_options.Timeout, _time).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException)
        {
            // The library keeps the wish, and subscribes when the connection is there.
            _errors.Add(1);
        }

        return new Subscription(async () =>
        {
            try
            {
                var connection = await _connection.Value.ConfigureAwait(false);
                await connection.GetSubscriber().UnsubscribeAsync(channel, Hear).WaitAsync(_options.Timeout, _time).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is RedisException or TimeoutException or ObjectDisposedException)
            {
                // Nothing is heard on a connection that is gone.
            }
        });
    }

    public void Dispose()
    {
        if (_connection.IsValueCreated && _connection.Value.IsCompletedSuccessfully)
        {
            _connection.Value.Result.Dispose();
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var configuration = ConfigurationOptions.Parse(_options.Connection, ignoreUnknown: false);
        configuration.AbortOnConnectFail = false;
        configuration.ConnectTimeout = 2_000;
        configuration.KeepAlive = 5;
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        configuration.ClientName = "parley";
        var connection = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        connection.ConnectionRestored += (_, _) => Restored?.Invoke();
        connection.PreserveAsyncOrder = false;
        return connection;
    }

    private sealed class Subscription(Func<Task> end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(end());
    }
}
