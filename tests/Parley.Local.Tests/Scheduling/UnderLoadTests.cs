using Parley.Failures;
using Parley.Local.Scheduling;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Scheduling;

/// <summary>While the threads are busy with finals, a guess that may come to nothing is left until it is awaited, and partials get a small share.</summary>
public sealed class UnderLoadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly VirtualTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly EngineScheduler _scheduler;

    public UnderLoadTests() => _scheduler = new EngineScheduler(workers: 1, capacity: 100, _time, _meters);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _scheduler.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task While_there_is_time_it_is_decoded_at_once()
    {
        Pass(2);
        await WorkAsync("a", 0.5);

        Assert.True((await GuessAsync("b", awaitedIn: 60).WaitAsync(Patience, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task While_finals_take_most_of_it_a_guess_waits_for_its_time_and_finals_go_on()
    {
        Pass(2);
        await WorkAsync("a", 1.4);
        var guess = GuessAsync("b", awaitedIn: 0.5);
        await WorkAsync("c", 0.1);
        Assert.False(guess.IsCompleted);

        Pass(0.5);

        Assert.True((await guess.WaitAsync(Patience, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Each_of_several_is_decoded_when_it_is_awaited()
    {
        Pass(2);
        await WorkAsync("a", 1.4);
        var (late, soon) = (GuessAsync("b", awaitedIn: 1.1), GuessAsync("c", awaitedIn: 0.2));
        await SettleAsync();

        Pass(0.3);
        await soon.WaitAsync(Patience, Cancellation);
        await WorkAsync("a", 0.7);
        Assert.False(late.IsCompleted);

        Pass(0.2);
        await late.WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task One_that_nobody_wants_any_more_is_never_decoded()
    {
        Pass(2);
        await WorkAsync("a", 1.4);
        using var resumed = new CancellationTokenSource();
        var guess = GuessAsync("b", awaitedIn: 0.5, resumed.Token);
        await SettleAsync();
        await resumed.CancelAsync();
        Pass(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => guess);
        await WorkAsync("a", 0.1);
    }

    [Fact]
    public async Task One_without_a_time_is_decoded_at_once_since_any_moment_may_be_the_last()
    {
        Pass(2);
        await WorkAsync("a", 1.4);

        Assert.True((await GuessAsync("b", awaitedIn: null).WaitAsync(Patience, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Partials_get_a_small_share_while_finals_take_most()
    {
        Pass(2);
        await WorkAsync("a", 1.3);
        await WorkAsync("b", 0.4, Urgency.Partial);
        var partial = PartialAsync("b", 0.1);
        await WorkAsync("a", 0.1);
        Assert.False(partial.IsCompleted);

        // What they had lies back for more than two seconds; finals went on taking most.
        await WorkAsync("a", 1.2);
        Pass(0.2);
        await WorkAsync("a", 0.1);

        Assert.True((await partial.WaitAsync(Patience, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Partials_that_wait_go_on_by_themselves_when_the_finals_are_over()
    {
        Pass(2);
        await WorkAsync("a", 1.3);
        await WorkAsync("b", 0.4, Urgency.Partial);
        var partial = PartialAsync("b", 0.1);
        await SettleAsync();
        Assert.False(partial.IsCompleted);

        // The reminder comes every tenth of a second.
        for (var i = 0; i < 30; i++)
        {
            Pass(0.1);
        }

        Assert.True((await partial.WaitAsync(Patience, Cancellation)).Succeeded);
    }

    private Task<Outcome<int>> PartialAsync(string session, double seconds) => _scheduler.RunAsync<int>(session, Urgency.Partial, () => Take(seconds), Cancellation);

    private Task<Outcome<int>> GuessAsync(string session, double? awaitedIn, CancellationToken? cancellation = null) => _scheduler.RunAsync(
        now => new WorkItem<int, int>(session, Urgency.Speculative, 1, one => one, all => [.. all])
        {
            AskedAt = now,
            AwaitedAt = awaitedIn is { } seconds ? now + (long)(seconds * _time.TimestampFrequency) : null,
        },
        cancellation ?? Cancellation);

    /// <summary>Work that takes so long, done and counted when this returns.</summary>
    private async Task WorkAsync(string session, double seconds, Urgency urgency = Urgency.Final)
    {
        await _scheduler.RunAsync<int>(session, urgency, () => Take(seconds), Cancellation);
        await SettleAsync();
    }

    private int Take(double seconds)
    {
        Pass(seconds);
        return 1;
    }

    /// <summary>The engine thread counts work after it has announced it; work of no interest that follows is taken after that.</summary>
    private Task<Outcome<int>> SettleAsync() => _scheduler.RunAsync<int>("settle", Urgency.Batch, () => 1, Cancellation);

    private void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
