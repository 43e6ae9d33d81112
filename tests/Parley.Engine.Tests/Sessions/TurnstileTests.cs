using Parley.Engine.Sessions;

namespace Parley.Engine.Tests.Sessions;

public sealed class TurnstileTests
{
    private readonly Queue<IThreadPoolWorkItem> _queued = [];

    [Fact]
    public void So_many_pass_before_others_have_their_turn()
    {
        var turnstile = new Turnstile(_queued.Enqueue);
        var crowd = Enumerable.Range(0, (2 * Turnstile.AtOnce) + 1).Select(_ => turnstile.PassAsync()).ToList();
        var passed = new List<int> { Passed(crowd) };

        while (_queued.TryDequeue(out var turn))
        {
            // Whatever else the pool has to do stands before the next few.
            Assert.Empty(_queued);
            turn.Execute();
            passed.Add(Passed(crowd));
        }

        Assert.Equal([0, Turnstile.AtOnce, 2 * Turnstile.AtOnce, (2 * Turnstile.AtOnce) + 1], passed);
    }

    [Fact]
    public void Who_came_first_passes_first()
    {
        var turnstile = new Turnstile(_queued.Enqueue);
        var order = new List<int>();
        for (var place = 0; place < Turnstile.AtOnce; place++)
        {
            _ = PassAsync(place);
        }

        _queued.Dequeue().Execute();

        Assert.Equal(Enumerable.Range(0, Turnstile.AtOnce), order);

        async Task PassAsync(int place)
        {
            await turnstile.PassAsync();
            order.Add(place);
        }
    }

    [Fact]
    public void Who_comes_after_the_crowd_is_gone_passes_too()
    {
        var turnstile = new Turnstile(_queued.Enqueue);
        _ = turnstile.PassAsync();
        _queued.Dequeue().Execute();
        Assert.Empty(_queued);

        var late = turnstile.PassAsync();
        _queued.Dequeue().Execute();

        Assert.True(late.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Those_who_come_from_many_sides_at_once_all_pass()
    {
        var turnstile = new Turnstile();
        var passed = 0;
        await Parallel.ForAsync(0, 2_000, TestContext.Current.CancellationToken, async (_, cancellation) =>
        {
            await turnstile.PassAsync().WaitAsync(TimeSpan.FromSeconds(60), cancellation);
            Interlocked.Increment(ref passed);
        });

        Assert.Equal(2_000, passed);
    }

    private static int Passed(IEnumerable<Task> crowd) => crowd.Count(pass => pass.IsCompletedSuccessfully);
}
