using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Parley.Failures;
using Parley.Local.Scheduling;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Scheduling;

public sealed class EngineSchedulerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EngineScheduler _scheduler = new(workers: 1, capacity: 4, TimeProvider.System, new TestMeters());
    private readonly ManualResetEventSlim _gate = new();
    private readonly ConcurrentQueue<string> _ran = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _gate.Set();
        _scheduler.Dispose();
    }

    [Fact]
    public async Task Work_runs_on_a_thread_of_the_engine()
    {
        var thread = await _scheduler.RunAsync<string>("a", Urgency.Final, () => Thread.CurrentThread.Name!, Cancellation);
        Assert.StartsWith("parley-engine-", thread.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_continues_after_work_does_not_run_on_a_thread_of_the_engine()
    {
        await _scheduler.RunAsync<int>("a", Urgency.Final, () => 1, Cancellation).ContinueWith(
            _ => Assert.False(Thread.CurrentThread.Name?.StartsWith("parley-engine-", StringComparison.Ordinal) ?? false),
            Cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [Fact]
    public async Task An_engine_thread_steps_back_behind_those_that_answer_clients()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere .NET itself knows priorities of threads.");

        var engine = await _scheduler.RunAsync<int>("a", Urgency.Final, () => Nice(), Cancellation);

        Assert.Equal(Math.Min(19, Nice() + 5), engine.Value);

        // Field 19 of the calling thread's line (proc_pid_stat(5)), the 17th after its name.
        static int Nice() => int.Parse(
            File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task The_more_urgent_goes_first()
    {
        await BlockAsync();
        Task[] all = [RunAsync("batch", Urgency.Batch), RunAsync("partial", Urgency.Partial), RunAsync("final", Urgency.Final)];
        _gate.Set();
        await Task.WhenAll(all);
        Assert.Equal("final partial batch", string.Join(' ', _ran));
    }

    [Fact]
    public async Task As_many_run_at_once_as_there_are_workers()
    {
        using var two = new EngineScheduler(workers: 2, capacity: 4, TimeProvider.System, new TestMeters());
        using var meeting = new Barrier(2);
        var met = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => two.RunAsync<bool>(
            $"{i}", Urgency.Final, () => meeting.SignalAndWait(TimeSpan.FromSeconds(30), CancellationToken.None), Cancellation)));
        Assert.All(met, outcome => Assert.True(outcome.Value));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Files_never_hold_all_threads_one_stays_free_for_who_is_speaking(int workers)
    {
        using var several = new EngineScheduler(workers, capacity: 100, TimeProvider.System, new TestMeters());
        using var files = new SemaphoreSlim(0);
        var holding = 0;
        var decodes = Enumerable.Range(0, 4 * workers).Select(i => several.RunAsync<int>(
            $"file {i}",
            Urgency.Batch,
            () =>
            {
                var number = Interlocked.Increment(ref holding);
                files.Release();
                _gate.Wait(CancellationToken.None);
                return number;
            },
            Cancellation)).ToArray();
        for (var i = 0; i < workers - 1; i++)
        {
            await files.WaitAsync(Cancellation);
        }

        // Each of these leaves the thread free that runs it, for a file to take if it might.
        for (var i = 0; i < 50; i++)
        {
            Assert.True((await several.RunAsync<int>("speaker", Urgency.Final, () => 1, Cancellation).WaitAsync(Patience, Cancellation)).Succeeded);
        }

        Assert.Equal(workers - 1, Volatile.Read(ref holding));
        _gate.Set();
        Assert.All(await Task.WhenAll(decodes), outcome => Assert.True(outcome.Succeeded));
    }

    [Fact]
    public async Task With_a_single_thread_files_are_decoded_all_the_same()
    {
        Assert.True((await RunAsync("file", Urgency.Batch)).Succeeded);
    }

    [Fact]
    public async Task Cancelled_work_leaves_the_queue_and_makes_room()
    {
        await BlockAsync();
        using var cancel = new CancellationTokenSource();
        var cancelled = Enumerable.Range(0, 4).Select(_ => RunAsync("cancelled", Urgency.Final, cancel)).ToArray();
        await cancel.CancelAsync();
        Assert.All(cancelled, task => Assert.True(task.IsCanceled));
        var kept = RunAsync("kept", Urgency.Batch);
        _gate.Set();
        Assert.True((await kept).Succeeded);
        Assert.Equal(["kept"], _ran, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Work_that_was_cancelled_before_it_came_never_enters()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        Assert.True(RunAsync("a", Urgency.Final, cancel).IsCanceled);
        await RunAsync("b", Urgency.Batch);
        Assert.Equal(["b"], _ran, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Work_that_runs_when_it_is_cancelled_runs_to_its_end_before_its_task_completes()
    {
        using var cancel = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        var running = _scheduler.RunAsync<int>(
            "a",
            Urgency.Final,
            () =>
            {
                started.Set();
                _gate.Wait(CancellationToken.None);
                return 7;
            },
            cancel.Token);
        started.Wait(Cancellation);
        await cancel.CancelAsync();
        Assert.False(running.IsCompleted);
        _gate.Set();
        Assert.Equal(7, (await running).Value);
    }

    [Fact]
    public async Task Work_that_breaks_itself_off_when_it_is_cancelled_is_cancelled_and_the_next_one_runs()
    {
        using var cancel = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        var running = _scheduler.RunAsync<int>(
            "a",
            Urgency.Partial,
            () =>
            {
                started.Set();
                cancel.Token.WaitHandle.WaitOne(Patience);
                throw new OperationCanceledException(cancel.Token);
            },
            cancel.Token);
        started.Wait(Cancellation);
        var next = RunAsync("next", Urgency.Final);
        Assert.False(next.IsCompleted);
        await cancel.CancelAsync();
        Assert.Equal(cancel.Token, (await Assert.ThrowsAsync<TaskCanceledException>(() => running)).CancellationToken);
        Assert.True((await next.WaitAsync(Patience, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Over_its_capacity_work_is_refused_as_exhausted()
    {
        await BlockAsync();
        var waiting = Enumerable.Range(0, 4).Select(_ => RunAsync("waiting", Urgency.Batch)).ToArray();
        var refused = RunAsync("refused", Urgency.Final);
        Assert.True(refused.IsCompleted);
        var error = (await refused).Error;
        Assert.Equal((ErrorCodes.ProviderFailed, FailureCategory.Exhausted), (error?.Code, error?.Category));
        Assert.Contains("4", error?.Message, StringComparison.Ordinal);
        _gate.Set();
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.True(outcome.Succeeded));
    }

    [Fact]
    public async Task Work_that_throws_fails_itself_and_nothing_else()
    {
        var faulty = _scheduler.RunAsync<int>("a", Urgency.Final, () => throw new InvalidOperationException("mine"), Cancellation);
        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => faulty)).Message);
        Assert.True((await RunAsync("b", Urgency.Final)).Succeeded);
    }

    [Fact]
    public async Task Disposing_cancels_what_waits_lets_what_runs_finish_and_ends_the_threads()
    {
        var running = await BlockAsync();
        var waiting = RunAsync("waiting", Urgency.Final);
        _scheduler.Dispose();
        Assert.True(waiting.IsCanceled);
        Assert.False(running.Done.IsCompleted);
        Assert.Equal(FailureCategory.Exhausted, (await RunAsync("late", Urgency.Final)).Error?.Category);
        _gate.Set();
        Assert.True((await running.Done).Succeeded);
        Assert.True(running.Thread.Join(TimeSpan.FromSeconds(30)), "its thread still runs");
        Assert.Empty(_ran);
    }

    [Fact]
    public void Under_any_load_whatever_is_accepted_runs_once_or_is_cancelled()
    {
        var works =
            from session in Gen.Choose(0, 4)
            from urgency in Gen.Choose(0, 3)
            from cancelled in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (session, urgency: (Urgency)urgency, cancelled);
        Prop.ForAll(works.ArrayOf(150).ToArbitrary(), async load =>
        {
            using var scheduler = new EngineScheduler(workers: 3, capacity: 100, TimeProvider.System, new TestMeters());
            using var cancel = new CancellationTokenSource();
            var runs = new int[load.Length];
            var tasks = load.Select((work, i) => scheduler.RunAsync<int>(
                $"{work.session}", work.urgency, () => Interlocked.Increment(ref runs[i]), work.cancelled ? cancel.Token : default)).ToArray();
            var cancelling = cancel.CancelAsync();
            await Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default);
            await cancelling;
            for (var i = 0; i < load.Length; i++)
            {
                var refused = tasks[i].IsCompletedSuccessfully && !(await tasks[i]).Succeeded;
                Assert.Equal(refused || tasks[i].IsCanceled ? 0 : 1, runs[i]);
                Assert.True(load[i].cancelled || !tasks[i].IsCanceled);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    private Task<Outcome<int>> RunAsync(string name, Urgency urgency, CancellationTokenSource? cancel = null) =>
        _scheduler.RunAsync<int>(
            name,
            urgency,
            () =>
            {
                _ran.Enqueue(name);
                return 1;
            },
            cancel?.Token ?? Cancellation);

    /// <summary>Keeps the one worker busy until the gate opens; returns when it is.</summary>
    private async Task<(Task<Outcome<int>> Done, Thread Thread)> BlockAsync()
    {
        var started = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = _scheduler.RunAsync<int>(
            "blocker",
            Urgency.Final,
            () =>
            {
                started.SetResult(Thread.CurrentThread);
                _gate.Wait(CancellationToken.None);
                return 1;
            },
            CancellationToken.None);
        return (done, await started.Task);
    }
}
