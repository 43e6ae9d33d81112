using Parley.Engine.Sessions;

namespace Parley.Engine.Tests.Sessions;

public sealed class AsyncSignalTests
{
    private readonly AsyncSignal _signal = new();

    [Fact]
    public async Task A_signal_wakes_who_waits()
    {
        var waiting = _signal.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        _signal.Set();
        await waiting;
    }

    [Fact]
    public async Task Signals_before_the_wait_are_kept_as_one()
    {
        _signal.Set();
        _signal.Set();
        await _signal.WaitAsync();
        var second = _signal.WaitAsync().AsTask();
        Assert.False(second.IsCompleted);
        _signal.Set();
        await second;
    }

    [Fact]
    public async Task Waking_runs_nothing_on_the_thread_that_signals()
    {
        var woken = Task.Run(async () =>
        {
            await _signal.WaitAsync();
            return Environment.CurrentManagedThreadId;
        });
        var signaller = 0;
        var thread = new Thread(() =>
        {
            signaller = Environment.CurrentManagedThreadId;
            _signal.Set();
        });
        thread.Start();
        thread.Join();
        Assert.NotEqual(signaller, await woken);
    }

    [Fact(Timeout = 60_000)]
    public async Task No_wake_is_lost_between_many_who_signal_and_one_who_waits()
    {
        const int Signallers = 3;
        const int Each = 20_000;
        var (set, last) = (0, 0);
        var all = Task.WhenAll(Enumerable.Range(0, Signallers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                Interlocked.Increment(ref set);
                _signal.Set();
            }
        })));
        while (last < Signallers * Each)
        {
            await _signal.WaitAsync();
            last = Volatile.Read(ref set);
        }

        await all;
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_answer_is_woken_by_its_question()
    {
        var answer = new AsyncSignal();
        const int Rounds = 10_000;
        var answering = Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                await _signal.WaitAsync();
                answer.Set();
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < Rounds; i++)
        {
            _signal.Set();
            await answer.WaitAsync();
        }

        await answering;
    }
}
