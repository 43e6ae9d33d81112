using Parley.Failures;
using Parley.Local.Scheduling;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Scheduling;

/// <summary>What the scheduler says of how busy it is; the clock moves only while work is done, and as a test says.</summary>
public sealed class SchedulerPressureTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly EngineScheduler _scheduler;

    public SchedulerPressureTests() => _scheduler = new EngineScheduler(workers: 1, capacity: 1_000, _time, _meters);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _scheduler.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void An_engine_that_does_nothing_is_under_no_pressure() =>
        Assert.Equal(new EnginePressure(0, 0, TimeSpan.Zero), _scheduler.Pressure.Measure());

    [Fact]
    public async Task The_share_is_the_time_that_finals_and_guesses_took_of_the_last_ten_seconds()
    {
        Pass(10);
        await WorkAsync("a", Urgency.Final, 0.6);
        await WorkAsync("b", Urgency.Speculative, 0.4);
        await WorkAsync("b", Urgency.Partial, 0.7);
        await WorkAsync("file", Urgency.Batch, 0.2);

        Assert.Equal(0.1, _scheduler.Pressure.Measure().Share, 6);
    }

    [Fact]
    public async Task Until_ten_seconds_are_measured_the_share_is_of_those_there_were()
    {
        Pass(3);
        await WorkAsync("a", Urgency.Final, 1);

        Assert.Equal(0.25, _scheduler.Pressure.Measure().Share, 6);
    }

    [Fact]
    public async Task A_speaker_is_a_session_with_live_work_however_much_of_it()
    {
        await WorkAsync("a", Urgency.Partial, 0.1);
        await WorkAsync("a", Urgency.Final, 0.1);
        await WorkAsync("b", Urgency.Partial, 0.1);
        await WorkAsync("file", Urgency.Batch, 0.1);

        Assert.Equal(2, _scheduler.Pressure.Measure().Speakers);
    }

    [Fact]
    public async Task What_lies_ten_seconds_back_counts_no_more()
    {
        await WorkAsync("a", Urgency.Final, 0.5);
        Pass(9);
        Assert.Equal(1, _scheduler.Pressure.Measure().Speakers);
        Pass(1);

        Assert.Equal(new EnginePressure(0, 0, TimeSpan.Zero), _scheduler.Pressure.Measure());
    }

    [Fact]
    public async Task The_wait_is_what_nineteen_of_twenty_finals_did_not_exceed()
    {
        // Twenty finals of 0.1 s asked for at once: the first waits for nothing, the last for nineteen before it.
        await Task.WhenAll(await BehindAsync(20, () => Pass(0.1)));

        Assert.Equal(TimeSpan.FromSeconds(1.8), _scheduler.Pressure.Measure().FinalWait);
    }

    [Fact]
    public async Task Finals_that_still_wait_count_with_what_they_have_waited_so_far()
    {
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _scheduler.RunAsync<int>("a", Urgency.Final, () => Hold(begun, gate), Cancellation);
        await begun.Task;
        var waiting = _scheduler.RunAsync<int>("b", Urgency.Final, () => 1, Cancellation);
        Pass(3);

        Assert.Equal(TimeSpan.FromSeconds(3), _scheduler.Pressure.Measure().FinalWait);
        gate.Set();
        await Task.WhenAll(running, waiting);
    }

    [Fact]
    public async Task A_guess_keeps_nobody_waiting_before_its_time()
    {
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _scheduler.RunAsync<int>("a", Urgency.Final, () => Hold(begun, gate), Cancellation);
        await begun.Task;
        var inTwoSeconds = _time.GetTimestamp() + (2 * _time.TimestampFrequency);
        var guess = _scheduler.RunAsync(
            now => new WorkItem<int, int>("b", Urgency.Speculative, 1, one => one, all => [.. all]) { AskedAt = now, AwaitedAt = inTwoSeconds }, Cancellation);
        Pass(2);
        Assert.Equal(TimeSpan.Zero, _scheduler.Pressure.Measure().FinalWait);

        Pass(3);
        Assert.Equal(TimeSpan.FromSeconds(3), _scheduler.Pressure.Measure().FinalWait);
        gate.Set();
        await Task.WhenAll(running, guess);
    }

    [Fact]
    public async Task Partials_and_files_that_wait_keep_nobody_waiting()
    {
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _scheduler.RunAsync<int>("a", Urgency.Final, () => Hold(begun, gate), Cancellation);
        await begun.Task;
        Task[] waiting =
        [
            _scheduler.RunAsync<int>("b", Urgency.Partial, () => 1, Cancellation),
            _scheduler.RunAsync<int>("c", Urgency.Batch, () => 1, Cancellation),
        ];
        Pass(3);

        Assert.Equal(TimeSpan.Zero, _scheduler.Pressure.Measure().FinalWait);
        gate.Set();
        await running;
        await Task.WhenAll(waiting);
    }

    private static int Hold(TaskCompletionSource begun, ManualResetEventSlim gate)
    {
        begun.SetResult();
        gate.Wait(CancellationToken.None);
        return 1;
    }

    /// <summary>Work that takes so long, done when this returns.</summary>
    private async Task WorkAsync(string session, Urgency urgency, double seconds)
    {
        await _scheduler.RunAsync<int>(session, urgency, () => Take(seconds), Cancellation);
        await SettleAsync();
    }

    /// <summary>The engine thread counts work after it has announced it; work of no interest that follows is taken after that.</summary>
    private Task<Outcome<int>> SettleAsync() => _scheduler.RunAsync<int>("settle", Urgency.Batch, () => 1, Cancellation);

    private int Take(double seconds)
    {
        Pass(seconds);
        return 1;
    }

    /// <summary>Asks for many finals while the engine is held, and lets it go.</summary>
    private async Task<IEnumerable<Task>> BehindAsync(int count, Action work)
    {
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holder = _scheduler.RunAsync<int>("holder", Urgency.Batch, () => Hold(begun, gate), Cancellation);
        await begun.Task;
        var all = Enumerable.Range(0, count).Select(i => (Task)_scheduler.RunAsync<int>(
            $"{i}",
            Urgency.Final,
            () =>
            {
                work();
                return 1;
            },
            Cancellation)).ToList();
        gate.Set();
        await holder;
        return [.. all, SettleAsync()];
    }

    private void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
