using System.Text;
using Parley.Cluster;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Conformance;

/// <summary>What every directory of sessions promises; each one's tests inherit it.</summary>
public abstract class SessionDirectoryConformance
{
    /// <summary>Events that the directories on trial keep of a session.</summary>
    protected const int Capacity = 8;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly string _id = $"s_{Guid.NewGuid():n}";
    private readonly string _node = $"n_{Guid.NewGuid():n}";

    /// <summary>The directory on trial.</summary>
    protected abstract ISessionDirectory Directory { get; }

    [Fact]
    public async Task A_record_is_read_as_it_was_put_in_place()
    {
        await PutAsync(Image() with { First = 3, Last = 4, Events = [Event(3, "three"), Event(4, "\0\n早")] });

        var image = (await Directory.ReadAsync(_id, 0)).ValueOrThrow();

        Assert.Equal((1, _node, "options", "at 0"), (image.Term, image.Owner, image.Options, image.Checkpoint));
        Assert.Equal((3, 4, 1_000), (image.First, image.Last, image.Reserved));
        Assert.Equal(["3 three", "4 \0\n早"], Texts(image));
        Assert.Equal(Long, image.TimeToLive);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        Assert.Equal(ErrorCodes.SessionNotFound, (await Directory.ReadAsync(_id, 0)).Error?.Code);
        Assert.Equal(ErrorCodes.SessionNotFound, (await Directory.ClaimAsync(_id, _node)).Error?.Code);
        Assert.Equal(WriteVerdict.Missing, await VerdictAsync(Directory.WriteAsync(Write(1, 1))));
        Assert.Equal(WriteVerdict.Missing, await VerdictAsync(Directory.ReleaseAsync(_id, 1)));
        Assert.Equal(WriteVerdict.Missing, await VerdictAsync(Directory.RemoveAsync(_id, 1)));
    }

    [Fact]
    public async Task Writes_add_events_and_say_how_far_the_session_has_come()
    {
        await PutAsync(Image());
        await AcceptedAsync(Write(1, 1, Event(1, "one"), Event(2, "two")));
        await AcceptedAsync(Write(1, 2, Event(5, "five")) with { Checkpoint = "at 5", Reserved = 2_000 });

        var image = (await Directory.ReadAsync(_id, 1)).ValueOrThrow();

        Assert.Equal(["2 two", "5 five"], Texts(image));
        Assert.Equal(("at 5", 2_000, 5), (image.Checkpoint, image.Reserved, image.Last));
    }

    [Fact]
    public async Task A_write_that_comes_twice_or_late_changes_nothing()
    {
        await PutAsync(Image());
        await AcceptedAsync(Write(1, 1, Event(1, "one")) with { Checkpoint = "at 1" });
        await AcceptedAsync(Write(1, 2, Event(2, "two")) with { Checkpoint = "at 2" });
        await AcceptedAsync(Write(1, 1, Event(1, "one")) with { Checkpoint = "at 1" });
        await AcceptedAsync(Write(1, 3, Event(2, "two again"), Event(3, "three")) with { Checkpoint = "at 3" });

        var image = (await Directory.ReadAsync(_id, 0)).ValueOrThrow();

        Assert.Equal(["1 one", "2 two", "3 three"], Texts(image));
        Assert.Equal("at 3", image.Checkpoint);
    }

    [Fact]
    public async Task Who_claims_a_session_has_it_and_nobody_of_an_older_term_writes_to_it_any_more()
    {
        await PutAsync(Image());
        await AcceptedAsync(Write(1, 7, Event(1, "one")));

        var claimed = (await Directory.ClaimAsync(_id, "other")).ValueOrThrow();
        Assert.Equal((2, "other", "options"), (claimed.Term, claimed.Owner, claimed.Options));
        Assert.Equal(["1 one"], Texts(claimed));

        Assert.Equal(WriteVerdict.Fenced, await VerdictAsync(Directory.WriteAsync(Write(1, 8, Event(2, "late")))));
        Assert.Equal(WriteVerdict.Fenced, await VerdictAsync(Directory.ReplaceAsync(Image())));
        Assert.Equal(WriteVerdict.Fenced, await VerdictAsync(Directory.ReleaseAsync(_id, 1)));
        Assert.Equal(WriteVerdict.Fenced, await VerdictAsync(Directory.RemoveAsync(_id, 1)));
        await AcceptedAsync(Write(2, 1, Event(1_001, "new")));

        var image = (await Directory.ReadAsync(_id, 0)).ValueOrThrow();
        Assert.Equal(["1 one", "1001 new"], Texts(image));
        Assert.Equal((2, "other"), (image.Term, image.Owner));
    }

    [Fact]
    public async Task Of_many_who_claim_at_once_each_gets_a_term_of_its_own()
    {
        await PutAsync(Image());

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Directory.ClaimAsync(_id, $"n{i}")));

        Assert.Equal(Enumerable.Range(2, 8).Select(term => (long)term), claims.Select(claim => claim.ValueOrThrow().Term).Order());
    }

    [Fact]
    public async Task A_record_put_in_place_again_in_its_term_is_as_new()
    {
        await PutAsync(Image());
        await AcceptedAsync(Write(1, 5, Event(1, "one"), Event(2, "two")));

        await PutAsync(Image() with { Revision = 6, First = 2, Last = 3, Events = [Event(2, "two"), Event(3, "three")] });
        await AcceptedAsync(Write(1, 7, Event(4, "four")) with { First = 2 });

        var image = (await Directory.ReadAsync(_id, 0)).ValueOrThrow();
        Assert.Equal(["2 two", "3 three", "4 four"], Texts(image));
        Assert.Equal(2, image.First);
    }

    [Fact]
    public async Task A_session_that_is_given_up_has_no_owner_until_it_is_claimed()
    {
        await PutAsync(Image());
        Assert.Equal(WriteVerdict.Accepted, await VerdictAsync(Directory.ReleaseAsync(_id, 1)));
        Assert.Empty((await Directory.ReadAsync(_id, 0)).ValueOrThrow().Owner);

        var claimed = (await Directory.ClaimAsync(_id, "other")).ValueOrThrow();

        Assert.Equal((2, "other"), (claimed.Term, claimed.Owner));
    }

    [Fact]
    public async Task A_session_that_is_over_and_read_is_not_found_and_nobody_writes_to_it_any_more()
    {
        await PutAsync(Image());
        await AcceptedAsync(Write(1, 1, Event(1, "one")));

        var claimed = (await Directory.ClaimAsync(_id, "other")).ValueOrThrow();
        Assert.Equal(WriteVerdict.Accepted, await VerdictAsync(Directory.RemoveAsync(_id, claimed.Term)));

        Assert.Equal(WriteVerdict.Fenced, await VerdictAsync(Directory.WriteAsync(Write(1, 2, Event(2, "late")))));
        Assert.Equal(WriteVerdict.Fenced, await VerdictAsync(Directory.ReplaceAsync(Image())));
        Assert.Equal(ErrorCodes.SessionNotFound, (await Directory.ClaimAsync(_id, "third")).Error?.Code);
        Assert.Equal(ErrorCodes.SessionNotFound, (await Directory.ReadAsync(_id, 0)).Error?.Code);
    }

    [Fact]
    public async Task The_oldest_events_go_and_the_record_says_so()
    {
        await PutAsync(Image());
        for (var sequence = 1; sequence <= Capacity + 3; sequence++)
        {
            await AcceptedAsync(Write(1, sequence, Event(sequence, "said")));
        }

        var image = (await Directory.ReadAsync(_id, 0)).ValueOrThrow();

        Assert.Equal(Capacity, image.Events.Count);
        Assert.Equal((4, Capacity + 3), (image.First, image.Last));
    }

    [Fact]
    public async Task A_record_that_nobody_writes_or_renews_goes_by_itself()
    {
        await PutAsync(Image() with { TimeToLive = TimeSpan.FromMilliseconds(100) });

        await Eventually.TrueAsync(async () => (await Directory.ReadAsync(_id, 0)).Error is { Code: ErrorCodes.SessionNotFound });
    }

    [Fact]
    public async Task Renewing_names_the_sessions_that_are_lost()
    {
        var other = $"{_id}2";
        await PutAsync(Image());
        await PutAsync(Image() with { Id = other });
        _ = await Directory.ClaimAsync(other, "thief");

        var lost = (await Directory.RenewAsync([new(_id, 1, Long), new(other, 1, Long), new($"{_id}3", 1, Long)])).ValueOrThrow();

        Assert.Equal([other, $"{_id}3"], lost);
    }

    [Fact]
    public async Task Who_watches_a_session_hears_of_writes_and_claims()
    {
        await PutAsync(Image());
        var heard = 0;
        await using (await Directory.WatchAsync(_id, () => Interlocked.Increment(ref heard)))
        {
            await AcceptedAsync(Write(1, 1, Event(1, "one")));
            await Eventually.TrueAsync(() => Volatile.Read(ref heard) == 1);
            _ = await Directory.ClaimAsync(_id, "other");
            await Eventually.TrueAsync(() => Volatile.Read(ref heard) == 2);
        }

        await AcceptedAsync(Write(2, 1, Event(2, "two")));
        Assert.Equal(2, Volatile.Read(ref heard));
    }

    [Fact]
    public async Task The_owner_hears_that_its_session_was_claimed()
    {
        await PutAsync(Image());
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var watch = await Directory.WatchClaimsAsync(_node, id => lost.TrySetResult(id));

        _ = await Directory.ClaimAsync(_id, "other");

        Assert.Equal(_id, await lost.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private static StoredEvent Event(long sequence, string text) => new(sequence, Encoding.UTF8.GetBytes(text));

    private static List<string> Texts(SessionImage image) =>
        [.. image.Events.Select(item => $"{item.Sequence} {Encoding.UTF8.GetString(item.Body.Span)}")];

    private static async Task<WriteVerdict> VerdictAsync(Task<Outcome<WriteVerdict>> call) => (await call).ValueOrThrow();

    private SessionImage Image() => new(_id, 1)
    {
        Owner = _node, Options = "options", Checkpoint = "at 0", Reserved = 1_000, TimeToLive = Long,
    };

    private SessionWrite Write(long term, long revision, params StoredEvent[] events) => new(_id, term, revision)
    {
        Checkpoint = "at 0", Reserved = 1_000, First = 1, TimeToLive = Long, Events = events,
    };

    private async Task PutAsync(SessionImage image) =>
        Assert.Equal(WriteVerdict.Accepted, await VerdictAsync(Directory.ReplaceAsync(image)));

    private async Task AcceptedAsync(SessionWrite write) =>
        Assert.Equal(WriteVerdict.Accepted, await VerdictAsync(Directory.WriteAsync(write)));
}
