using Parley.Cluster;
using Parley.Conformance;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Storage.Redis;

/// <summary>A directory in a real Redis.</summary>
public sealed class RedisSessionDirectoryTests : SessionDirectoryConformance, IClassFixture<RedisFixture>, IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly RedisSessionDirectory _directory;

    public RedisSessionDirectoryTests(RedisFixture redis) => _directory = Open(redis.Server, _meters);

    protected override ISessionDirectory Directory => _directory;

    public void Dispose()
    {
        _directory.Dispose();
        _meters.Dispose();
    }

    internal static RedisSessionDirectory Open(RedisServer server, TestMeters meters) => new(
        new RedisOptions { Connection = server.Connection, EventCapacity = Capacity, Timeout = TimeSpan.FromSeconds(10) },
        meters,
        TimeProvider.System);
}

/// <summary>A Redis that goes and comes back.</summary>
public sealed class RedisOutageTests
{
    [Fact]
    public async Task While_Redis_is_gone_calls_fail_within_their_time_and_succeed_again_after_it()
    {
        await using var redis = await RedisServer.StartAsync();
        using var meters = new TestMeters();
        using var directory = RedisSessionDirectoryTests.Open(redis, meters);
        Assert.Equal(WriteVerdict.Accepted, (await directory.ReplaceAsync(Image())).Value);

        await redis.StopAsync();
        var failed = await directory.ReplaceAsync(Image());
        Assert.Equal((ErrorCodes.ResumeUnavailable, true), (failed.Error?.Code, failed.Error?.Retry));

        await redis.RestartAsync();
        Outcome<WriteVerdict> back;
        var began = TimeProvider.System.GetTimestamp();
        do
        {
            back = await directory.ReplaceAsync(Image());
        }
        while (!back.Succeeded && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60));

        Assert.Equal(WriteVerdict.Accepted, back.Value);
    }

    [Fact]
    public async Task Who_watches_is_told_when_word_may_have_been_missed()
    {
        await using var redis = await RedisServer.StartAsync();
        using var meters = new TestMeters();
        using var directory = RedisSessionDirectoryTests.Open(redis, meters);
        var heard = 0;
        await using var watch = await directory.WatchAsync("s_1", () => Interlocked.Increment(ref heard));

        await redis.RestartAsync();

        await Eventually.TrueAsync(() => Volatile.Read(ref heard) > 0);
    }

    [Fact]
    public async Task A_directory_can_be_opened_before_there_is_a_Redis()
    {
        using var meters = new TestMeters();
        using var directory = new RedisSessionDirectory(new RedisOptions { Connection = "127.0.0.1:1" }, meters, TimeProvider.System);

        Assert.Equal(ErrorCodes.ResumeUnavailable, (await directory.ReadAsync("s_1", 0)).Error?.Code);
    }

    private static SessionImage Image() => new("s_1", 1)
    {
        Owner = "node", Options = "{}", Checkpoint = "{}", Reserved = 1, TimeToLive = TimeSpan.FromMinutes(1),
    };
}
