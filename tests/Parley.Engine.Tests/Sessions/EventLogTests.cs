using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Tests.Sessions;

public sealed class EventLogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_are_numbered_from_one_and_come_in_order()
    {
        var log = Filled(capacity: 8, events: 3);
        log.Close();
        Assert.Equal([1, 2, 3], await NumbersAsync(log, 0));
        Assert.Equal((1, 3), (log.First, log.Last));
    }

    [Fact]
    public async Task Several_readers_each_read_everything()
    {
        var log = new EventLog(8);
        var readers = Enumerable.Range(0, 3).Select(_ => NumbersAsync(log, 0)).ToArray();
        for (var i = 1; i <= 5; i++)
        {
            log.Append(Event(i));
        }

        log.Close();
        foreach (var reader in readers)
        {
            Assert.Equal([1, 2, 3, 4, 5], await reader);
        }
    }

    [Theory]
    [InlineData(0, new long[] { 3, 4, 5, 6 })]
    [InlineData(2, new long[] { 3, 4, 5, 6 })]
    [InlineData(4, new long[] { 5, 6 })]
    [InlineData(6, new long[0])]
    public async Task A_reader_attaches_at_any_number_still_held(long after, long[] read)
    {
        var log = Filled(capacity: 4, events: 6);
        log.Close();
        Assert.Null(log.CanReadAfter(after));
        Assert.Equal(read, await NumbersAsync(log, after));
    }

    [Theory]
    [InlineData(1, ErrorCodes.EventsGone)]
    [InlineData(-1, ErrorCodes.InvalidRequest)]
    [InlineData(7, ErrorCodes.InvalidRequest)]
    public void A_number_that_is_gone_or_was_never_there_is_refused(long after, string code)
    {
        var error = Filled(capacity: 4, events: 6).CanReadAfter(after);
        Assert.Equal((code, "after"), (error?.Code, error?.Param));
    }

    [Fact]
    public async Task A_reader_waits_for_the_next_event()
    {
        var log = new EventLog(4);
        await using var reader = log.ReadAsync(0, Cancellation).GetAsyncEnumerator(Cancellation);
        var next = reader.MoveNextAsync();
        Assert.False(next.IsCompleted);
        log.Append(Event(1));
        Assert.True(await next);
        Assert.Equal(new LoggedEvent(1, Event(1)), reader.Current);
    }

    [Fact]
    public async Task A_reader_that_fell_behind_is_told_and_skips_nothing()
    {
        var log = Filled(capacity: 4, events: 2);
        var read = new List<long>();
        var fallen = await Assert.ThrowsAsync<ParleyException>(async () =>
        {
            await foreach (var item in log.ReadAsync(0, Cancellation))
            {
                read.Add(item.Sequence);
                if (item.Sequence == 2)
                {
                    for (var i = 3; i <= 9; i++)
                    {
                        log.Append(Event(i));
                    }
                }
            }
        });
        Assert.Equal([1, 2], read);
        Assert.Equal(ErrorCodes.EventsGone, fallen.Error.Code);
        Assert.Contains("after 2", fallen.Error.Message, StringComparison.Ordinal);
        Assert.Contains("first held is 6", fallen.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_enters_a_closed_log_and_its_readers_finish()
    {
        var log = Filled(capacity: 4, events: 2);
        var live = NumbersAsync(log, 1);
        log.Close();
        log.Close();
        log.Append(Event(3));
        Assert.Equal([2], await live);
        Assert.Equal(2, log.Last);
    }

    [Fact]
    public async Task A_reader_can_stop_waiting()
    {
        var log = new EventLog(4);
        using var stop = new CancellationTokenSource();
        await using var reader = log.ReadAsync(0, stop.Token).GetAsyncEnumerator(Cancellation);
        var next = reader.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task Many_writers_and_readers_at_once_lose_and_repeat_nothing()
    {
        const int Writers = 4;
        const int Each = 2_000;
        var log = new EventLog(Writers * Each);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadAllAsync(log))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                log.Append(Event((writer * Each) + i));
            }
        })));
        log.Close();
        var first = await readers[0];
        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(i => (long)i), first.Select(item => item.Sequence));
        Assert.Equal(Enumerable.Range(0, Writers * Each), first.Select(item => ((SpeechStarted)item.Event).Utterance).Order());
        foreach (var reader in readers)
        {
            Assert.Equal(first, await reader);
        }
    }

    private static SpeechStarted Event(int number) => new(number, 0);

    private static EventLog Filled(int capacity, int events)
    {
        var log = new EventLog(capacity);
        for (var i = 1; i <= events; i++)
        {
            log.Append(Event(i));
        }

        return log;
    }

    private static async Task<List<long>> NumbersAsync(EventLog log, long after) =>
        [.. (await ReadAllAsync(log, after)).Select(item => item.Sequence)];

    private static async Task<List<LoggedEvent>> ReadAllAsync(EventLog log, long after = 0)
    {
        var read = new List<LoggedEvent>();
        await foreach (var item in log.ReadAsync(after, Cancellation))
        {
            read.Add(item);
        }

        return read;
    }
}
