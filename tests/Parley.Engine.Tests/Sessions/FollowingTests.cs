using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Tests.Sessions;

/// <summary>What a reader at the far end of a slow connection gets.</summary>
public sealed class FollowingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_whose_connection_breaks_hears_no_more_and_that_is_no_fault()
    {
        var log = new EventLog(4);
        using var gone = new CancellationTokenSource();
        await using var reader = log.FollowAsync(0, gone.Token).GetAsyncEnumerator(Cancellation);
        var next = reader.MoveNextAsync().AsTask();
        await gone.CancelAsync();
        Assert.False(await next);
    }

    [Fact]
    public async Task A_reader_that_keeps_up_gets_every_partial()
    {
        var log = new EventLog(1_000);
        Say(log, utterance: 1, partials: EventLog.Lag - 1);
        log.Close();
        Assert.Equal(EventLog.Lag, (await FollowAsync(log)).Count);
    }

    [Fact]
    public async Task A_reader_that_lags_is_spared_superseded_partials_and_acknowledgements_and_gets_every_final()
    {
        var log = new EventLog(10_000);
        for (var utterance = 1; utterance <= 20; utterance++)
        {
            Say(log, utterance, partials: 30, acks: 10);
        }

        log.Append(new TranscriptPartial(21, "so", " far", 0, 0));
        log.Close();
        var read = await FollowAsync(log);

        Assert.Equal(Enumerable.Range(1, 20), read.Select(item => item.Event).OfType<TranscriptFinal>().Select(final => final.Utterance));
        Assert.True(read.Count < 20 + EventLog.Lag + 5, $"{read.Count} events were sent.");
        Assert.Equal(log.Last, read[^1].Sequence);
        Assert.Equal(read.Select(item => item.Sequence).Order(), read.Select(item => item.Sequence));
    }

    [Fact]
    public async Task The_newest_partial_of_an_utterance_without_a_final_is_not_left_out()
    {
        var log = new EventLog(10_000);
        for (var i = 0; i < 200; i++)
        {
            log.Append(new TranscriptPartial(1, $"{i}", "", 0, 0));
        }

        for (var i = 0; i < 200; i++)
        {
            log.Append(new TranscriptPartial(2, $"{i}", "", 0, 0));
        }

        log.Close();
        var shown = (await FollowAsync(log)).Select(item => (TranscriptPartial)item.Event).ToList();
        Assert.Contains(shown, partial => partial is { Utterance: 1, Stable: "199" });
        Assert.Contains(shown, partial => partial is { Utterance: 2, Stable: "199" });
    }

    [Fact]
    public async Task A_reader_for_whom_too_much_waits_is_cut_and_goes_on_where_it_was()
    {
        var log = new EventLog(1_000, maxBytes: 100_000, maxWaiting: 10_000);
        log.Append(Final(1));
        var seen = new List<int>();
        var cut = await Assert.ThrowsAsync<ParleyException>(async () =>
        {
            await foreach (var item in log.FollowAsync(0, Cancellation))
            {
                seen.Add(((TranscriptFinal)item.Event).Utterance);
                for (var i = 2; seen.Count == 1 && i <= 60; i++)
                {
                    log.Append(Final(i));
                }
            }
        });

        Assert.Equal((ErrorCodes.ReaderTooSlow, true), (cut.Error.Code, cut.Error.Retry));
        log.Close();
        await foreach (var item in log.FollowAsync(seen.Count, Cancellation))
        {
            seen.Add(((TranscriptFinal)item.Event).Utterance);
        }

        Assert.Equal(Enumerable.Range(1, 60), seen);
    }

    [Fact]
    public async Task A_full_log_lets_go_of_what_was_superseded_before_it_lets_go_of_a_final()
    {
        var log = new EventLog(capacity: 64);
        for (var utterance = 1; utterance <= 50; utterance++)
        {
            Say(log, utterance, partials: 20, acks: 5);
        }

        log.Close();
        Assert.Equal(1, log.First);
        Assert.Null(log.CanReadAfter(1));
        Assert.Equal(Enumerable.Range(1, 50), (await FollowAsync(log)).Select(item => item.Event).OfType<TranscriptFinal>().Select(f => f.Utterance));
    }

    [Fact]
    public async Task A_log_holds_no_more_bytes_than_its_bound()
    {
        var log = new EventLog(capacity: 1_000, maxBytes: 5_000);
        for (var i = 1; i <= 300; i++)
        {
            log.Append(Final(i));
        }

        log.Close();
        Assert.Equal(ErrorCodes.EventsGone, log.CanReadAfter(1)?.Code);
        var held = await FollowAsync(log);
        Assert.Equal((log.First, 300), (held[0].Sequence, held[^1].Sequence));
        Assert.InRange(held.Count, 5, 5_000 / 200);
    }

    private static void Say(EventLog log, int utterance, int partials, int acks = 0)
    {
        for (var i = 0; i < partials; i++)
        {
            log.Append(new TranscriptPartial(utterance, "word", $" {i}", 0, 0));
            if (i < acks)
            {
                log.Append(new Ack(i, 0));
            }
        }

        log.Append(Final(utterance));
    }

    private static TranscriptFinal Final(int utterance) => new(utterance, new string('x', 100), "en", 0, 1);

    private static async Task<List<LoggedEvent>> FollowAsync(EventLog log)
    {
        var read = new List<LoggedEvent>();
        await foreach (var item in log.FollowAsync(0, Cancellation))
        {
            read.Add(item);
        }

        return read;
    }
}
