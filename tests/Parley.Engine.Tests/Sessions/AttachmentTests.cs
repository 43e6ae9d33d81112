using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>Who speaks to a session, and what becomes of it when nobody does.</summary>
public sealed class AttachmentTests : IAsyncDisposable
{
    private static readonly SessionOptions Resumable = Studio.Live with { Resumable = true, ResumeWindowSeconds = 30 };

    private readonly Studio _studio = new(new SessionLimits { AudioQueue = TimeSpan.FromSeconds(2) });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task A_session_outlives_its_speaker_and_goes_on_where_the_audio_broke_off()
    {
        var session = _studio.Start(Resumable);
        var first = await AttachAsync(session);
        await SpeakAsync(first, 0, Spoken.Words("one two"));
        first.Dispose();
        _studio.Time.Advance(TimeSpan.FromSeconds(29));

        var second = await AttachAsync(session);
        Assert.Equal((2, Spoken.Rate / 2), (second.Epoch, second.Received));
        await SpeakAsync(second, second.Received, Spoken.Words("three four"), Studio.Pause);

        // Nothing said at all was lost or doubled, however the stall that the break looked like was judged.
        var events = await Studio.EndAsync(session);
        Assert.Equal("one two three four", events.Text());
        Assert.Equal(new SessionEnded(SessionEndReason.Completed), events[^1]);
    }

    [Fact]
    public async Task Chunks_that_come_together_are_heard_together()
    {
        var session = _studio.Start(Resumable);
        using var speaker = await AttachAsync(session);
        await AnnounceAsync(speaker, Spoken.Words("one two"), Studio.Pause);
        speaker.Hear();
        Assert.Equal("one two", (await Studio.NextAsync<TranscriptFinal>(session)).Text);
    }

    [Fact]
    public async Task Chunks_announced_to_be_followed_are_heard_all_the_same_when_there_is_no_room_for_more()
    {
        var session = _studio.Start(Resumable);
        using var speaker = await AttachAsync(session);
        await AnnounceAsync(speaker, Spoken.Words("one two three"), Spoken.Silence(3));
        Assert.Equal(3.75 * Spoken.Rate, session.Received);
        Assert.Equal("one two three", (await Studio.NextAsync<TranscriptFinal>(session)).Text);
    }

    [Fact]
    public async Task A_session_that_nobody_comes_back_to_is_abandoned_after_its_window_and_what_was_said_is_finished()
    {
        var session = _studio.Start(Resumable);
        var speaker = await AttachAsync(session);
        await SpeakAsync(speaker, null, Spoken.Words("one two three"));
        speaker.Dispose();

        _studio.Time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal(SessionState.Active, session.State);
        _studio.Time.Advance(TimeSpan.FromSeconds(0.1));

        var events = await Studio.AllAsync(session);
        Assert.Equal(["one two three"], events.Finals());
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), events[^1]);
        await _studio.Time.UntilAsync(() => !_studio.Hub.Find(session.Id).Succeeded, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_session_that_nobody_ever_spoke_to_is_abandoned_after_its_window()
    {
        var session = _studio.Start(Resumable);
        _studio.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), (await Studio.AllAsync(session))[^1]);
    }

    [Fact]
    public async Task The_window_opens_anew_with_each_departure_and_is_closed_while_somebody_is_there()
    {
        var session = _studio.Start(Resumable);
        for (var i = 0; i < 3; i++)
        {
            var speaker = await AttachAsync(session);
            _studio.Time.Advance(TimeSpan.FromMinutes(10));
            speaker.Dispose();
            _studio.Time.Advance(TimeSpan.FromSeconds(29));
        }

        Assert.Equal(SessionState.Active, session.State);
    }

    [Fact]
    public async Task A_session_that_is_not_resumable_ends_with_its_speaker_and_takes_no_other()
    {
        var session = _studio.Start();
        var speaker = await AttachAsync(session);
        Assert.Equal(ErrorCodes.NotResumable, (await session.AttachAsync(() => { }, Cancellation)).Error?.Code);
        speaker.Dispose();
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), (await Studio.AllAsync(session))[^1]);
    }

    [Fact]
    public async Task A_newer_speaker_takes_over_and_the_older_one_is_told_and_changes_nothing_any_more()
    {
        var session = _studio.Start(Resumable);
        var told = 0;
        var older = (await session.AttachAsync(() => told++, Cancellation)).ValueOrThrow();
        await SpeakAsync(older, 0, Spoken.Words("one"));
        var newer = await AttachAsync(session);

        Assert.Equal((1, 2), (told, newer.Epoch));
        var refused = await older.AppendAsync(Spoken.S16Le(Spoken.Words("nine")), null);
        Assert.Equal(ErrorCodes.TakenOver, refused.Error?.Code);
        older.Flush();
        older.EndInput();
        older.Finish();
        older.Dispose();
        _studio.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(SessionState.Active, session.State);

        await SpeakAsync(newer, newer.Received, Spoken.Words("two"), Studio.Pause);
        newer.EndInput();
        Assert.Equal("one two", (await Studio.AllAsync(session)).Text());
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task A_speaker_held_back_by_a_full_queue_lets_go_at_once_when_it_is_taken_over()
    {
        _studio.Hold();
        var session = _studio.Start(Resumable with { Mode = SessionMode.Batch });
        var older = await AttachAsync(session);

        // With as many finals owed as there may be, the session takes no more audio in.
        for (var i = 0; i < new SessionLimits().PendingFinals; i++)
        {
            await SpeakAsync(older, null, Spoken.Words("one"), Studio.Pause);
        }

        await Eventually.TrueAsync(() => _studio.Recognizer.Requests.Count == new SessionLimits().PendingFinals, "the finals");
        ValueTask<Outcome<long>> held;
        do
        {
            held = older.AppendAsync(Spoken.S16Le(Spoken.Words("one"), Spoken.Silence(0.75)), null);
        }
        while (held.IsCompleted);

        var before = session.Received;
        var newer = await AttachAsync(session);

        Assert.Equal(ErrorCodes.TakenOver, (await held).Error?.Code);
        Assert.Equal(before, newer.Received);

        // The queue is as full as it was: taking over is no way around its bound.
        var next = newer.AppendAsync(Spoken.S16Le(Spoken.Words("two")), before).AsTask();
        Assert.Equal(before, session.Received);
        _studio.Release();
        Assert.Equal(before + Spoken.WordSamples, (await next).ValueOrThrow());
    }

    [Fact]
    public async Task Audio_sent_again_after_attaching_is_dropped_without_a_word_and_a_hole_is_not()
    {
        var session = _studio.Start(Resumable);
        var first = await AttachAsync(session);
        await SpeakAsync(first, 0, Spoken.Words("one two"));
        first.Dispose();
        var second = await AttachAsync(session);

        await SpeakAsync(second, 1_000, Spoken.Words("nine nine nine"));
        Assert.Equal(1_000 + (3 * Spoken.WordSamples), session.Received);
        Assert.Empty(session.Events.SoFar().OfType<ErrorRaised>());

        // What this speaker has sent itself is no replay.
        await SpeakAsync(second, 8_500, Spoken.Silence(0.01));
        var overlap = Assert.Single(session.Events.SoFar().OfType<ErrorRaised>());
        Assert.Equal((ErrorCodes.AudioOverlap, 8_500, 8_660), (overlap.Code, overlap.From, overlap.To));

        await SpeakAsync(second, 20_000, Spoken.Silence(0.01));
        Assert.Equal((ErrorCodes.AudioGap, 13_000, 20_000), session.Events.SoFar().OfType<ErrorRaised>()
            .Select(e => (e.Code, e.From, e.To)).Last());
    }

    [Fact]
    public async Task A_speaker_that_is_done_for_good_ends_the_session_at_once()
    {
        var session = _studio.Start(Resumable);
        var speaker = await AttachAsync(session);
        await SpeakAsync(speaker, null, Spoken.Words("one two"));
        speaker.Finish();

        var events = await Studio.AllAsync(session);
        Assert.Equal("one two", events.Text());
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), events[^1]);
        await _studio.Time.UntilAsync(() => !_studio.Hub.Find(session.Id).Succeeded, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_speaker_that_lost_its_connection_at_the_end_finds_its_last_finals_within_the_window()
    {
        var session = _studio.Start(Resumable);
        var speaker = await AttachAsync(session);
        await SpeakAsync(speaker, null, Spoken.Words("one two"));
        speaker.EndInput();
        speaker.Dispose();
        await session.Completion;
        _studio.Time.Advance(TimeSpan.FromSeconds(29));

        var found = _studio.Hub.Find(session.Id).ValueOrThrow();
        using (var again = await AttachAsync(found))
        {
            Assert.Equal(ErrorCodes.SessionEnded, (await again.AppendAsync(new byte[2], null)).Error?.Code);
            Assert.Equal("one two", (await Studio.AllAsync(found)).Text());
            again.Finish();
        }

        await _studio.Time.UntilAsync(() => !_studio.Hub.Find(session.Id).Succeeded, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Speakers_that_come_and_go_at_random_lose_and_repeat_no_sample()
    {
        var random = new Random(20_260_101);
        var spoken = new List<float[]>();
        string[] words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        for (var i = 0; i < 30; i++)
        {
            spoken.Add(Spoken.Words(words[random.Next(10)] + " " + words[random.Next(10)]));
            spoken.Add(Studio.Pause);
        }

        var audio = Spoken.S16Le([.. spoken]);
        var undisturbed = (await _studio.HearAsync(Studio.Live, [.. spoken])).Finals();

        var session = _studio.Start(Resumable);
        var sent = 0L;
        while (sent < audio.Length / 2)
        {
            // Whoever comes starts somewhere before what is held, and is cut off without notice.
            var speaker = await AttachAsync(session);
            sent = random.NextInt64(Math.Max(0, speaker.Received - 20_000), speaker.Received + 1);
            var until = Math.Min(audio.Length / 2, speaker.Received + random.Next(1, 40_000));
            while (sent < until)
            {
                var take = Math.Min(until - sent, random.Next(1, 3_000));
                await speaker.AppendAsync(audio.AsMemory((int)sent * 2, (int)take * 2), sent);
                sent += take;
            }

            sent = session.Received;
            speaker.Dispose();
        }

        var events = await Studio.EndAsync(session);
        Assert.Equal(undisturbed, events.Finals());
        Assert.Empty(events.OfType<ErrorRaised>());
        Assert.Equal(audio.Length / 2, session.Received);
        Assert.Equal(session.Received, session.Committed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(601)]
    [InlineData(-5)]
    public void A_window_out_of_range_is_refused_by_name(int seconds)
    {
        var error = _studio.Hub.Start(Resumable with { ResumeWindowSeconds = seconds }).Error;
        Assert.Equal((ErrorCodes.InvalidRequest, "resume_window"), (error?.Code, error?.Param));
        Assert.Contains("1 to 600", error?.Message, StringComparison.Ordinal);
    }

    private static async Task<Attachment> AttachAsync(Session session) =>
        (await session.AttachAsync(() => { }, Cancellation)).ValueOrThrow();

    private static async Task AnnounceAsync(Attachment speaker, params float[][] parts)
    {
        foreach (var chunk in Spoken.S16Le(parts).Chunk(Spoken.Rate / 50 * 2))
        {
            (await speaker.AppendAsync(chunk, null, more: true)).ValueOrThrow();
        }
    }

    private static async Task SpeakAsync(Attachment speaker, long? position, params float[][] parts) =>
        (await speaker.AppendAsync(Spoken.S16Le(parts), position)).ValueOrThrow();
}
