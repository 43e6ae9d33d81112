using System.Collections.Concurrent;
using Parley.Failures;
using Parley.Local.Scheduling;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Scheduling;

/// <summary>Work that waits together is done together, and nothing else changes for who asked for it.</summary>
public sealed class BatchTests : IDisposable
{
    private static readonly object Model = new();

    private readonly EngineScheduler _scheduler = new(workers: 1, capacity: 64, TimeProvider.System, new TestMeters());
    private readonly ManualResetEventSlim _gate = new();
    private readonly ConcurrentQueue<string> _done = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _gate.Set();
        _scheduler.Dispose();
    }

    [Fact]
    public async Task Each_gets_its_own_result()
    {
        await BlockAsync();
        var all = Enumerable.Range(1, 5).Select(i => AskAsync($"{i}", i)).ToList();
        _gate.Set();
        Assert.Equal([10, 20, 30, 40, 50], (await Task.WhenAll(all)).Select(outcome => outcome.Value));
        Assert.Equal(["1+2+3+4+5"], _done);
    }

    [Fact]
    public async Task Who_is_there_alone_does_not_wait_for_others()
    {
        Assert.Equal(10, (await AskAsync("a", 1)).Value);
        Assert.Equal(20, (await AskAsync("b", 2)).Value);
        Assert.Equal(["1", "2"], _done);
    }

    [Fact]
    public async Task A_final_takes_no_guess_with_it_and_no_partial_and_no_file()
    {
        await BlockAsync();
        Task[] all = [AskAsync("a", 1, Urgency.Batch), AskAsync("b", 2, Urgency.Partial), AskAsync("c", 3, Urgency.Speculative), AskAsync("d", 4)];
        _gate.Set();
        await Task.WhenAll(all);
        Assert.Equal(["4", "3", "2", "1"], _done);
    }

    [Fact]
    public async Task A_guess_whose_time_has_come_goes_with_the_finals()
    {
        await BlockAsync();
        Task[] all = [AskAsync("a", 1, Urgency.Speculative, TimeProvider.System.GetTimestamp()), AskAsync("b", 2, Urgency.Speculative, long.MaxValue), AskAsync("c", 3)];
        _gate.Set();
        await Task.WhenAll(all);
        Assert.Equal(["3+1", "2"], _done);
    }

    [Fact]
    public async Task What_spoils_the_whole_fails_only_for_whom_it_belongs_to()
    {
        await BlockAsync();
        var (good, bad, other) = (AskAsync("a", 1), AskAsync("b", -1), AskAsync("c", 3));
        _gate.Set();
        Assert.Equal((10, 30), ((await good).Value, (await other).Value));
        await Assert.ThrowsAsync<InvalidDataException>(() => bad);
    }

    [Fact]
    public async Task Who_no_longer_wants_it_is_left_out()
    {
        await BlockAsync();
        using var gone = new CancellationTokenSource();
        var (first, left, last) = (AskAsync("a", 1), AskAsync("b", 2, cancellation: gone.Token), AskAsync("c", 3));
        await gone.CancelAsync();
        _gate.Set();
        await Task.WhenAll(first, last);
        Assert.Equal(["1+3"], _done);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
    }

    [Fact]
    public async Task More_than_fit_in_one_go_are_done_in_several()
    {
        await BlockAsync();
        var all = Enumerable.Range(1, 20).Select(i => AskAsync($"{i}", i)).ToList();
        _gate.Set();
        Assert.Equal(Enumerable.Range(1, 20).Select(i => 10 * i), (await Task.WhenAll(all)).Select(outcome => outcome.Value));
        Assert.Equal([8, 8, 4], _done.Select(batch => batch.Split('+').Length));
    }

    private Task<Outcome<int>> AskAsync(string session, int input, Urgency urgency = Urgency.Final, long? awaitedAt = null, CancellationToken? cancellation = null) =>
        _scheduler.RunAsync(
            now => new WorkItem<int, int>(session, urgency, input, one => Do([one])[0], Do) 
            {
                AskedAt = now,
                AwaitedAt = awaitedAt,
                Shape = new BatchShape(Model, 16_000, 0),
            },
            cancellation ?? Cancellation);

    private Outcome<int>[] Do(IReadOnlyList<int> inputs)
    {
        if (inputs.Any(input => input < 0))
        {
            throw new InvalidDataException("Spoilt.");
        }

        _done.Enqueue(string.Join('+', inputs));
        return [.. inputs.Select(input => new Outcome<int>(10 * input))];
    }

    /// <summary>Keeps the only thread busy until the gate opens.</summary>
    private async Task BlockAsync()
    {
        var begun = new TaskCompletionSource();
        _ = _scheduler.RunAsync<int>("blocker", Urgency.Final, () =>
        {
            begun.SetResult();
            _gate.Wait(Cancellation);
            return 0;
        }, Cancellation);
        await begun.Task;
    }
}
