using Parley.Engine.Turns;
using Parley.Events;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>Audio in, events out: what a session says about what is spoken.</summary>
public sealed class UtteranceTests : IAsyncDisposable
{
    private const double Frame = 0.032;

    private readonly Studio _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task One_utterance_is_told_from_its_start_to_its_final()
    {
        var events = await _studio.HearAsync(Studio.Live, Spoken.Silence(0.5), Spoken.Words("the quick brown fox"), Studio.Pause);
        string[] order =
        [
            nameof(SessionStarted), nameof(SpeechStarted), nameof(TranscriptPartial), nameof(SpeechEnded), nameof(TranscriptFinal),
            nameof(Usage), nameof(SessionEnded),
        ];
        var told = events.Where(item => item is not Ack).Select(item => item.GetType().Name).ToList();
        Assert.Equal(order, told.Distinct(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var name in order.Where(name => !string.Equals(name, nameof(TranscriptPartial), StringComparison.Ordinal)))
        {
            Assert.Single(told, name);
        }

        Assert.Equal("the quick brown fox", events.Text());
        Assert.Equal(new SessionEnded(SessionEndReason.Completed), events[^1]);
    }

    [Fact]
    public async Task The_first_event_names_the_session_its_model_its_language_and_its_rate()
    {
        var session = _studio.Start(Studio.Live with { Language = "en-GB" });
        Assert.Equal(new SessionStarted(session.Id, "scripted", "en-GB", 16_000), (await Studio.EndAsync(session))[0]);
    }

    [Fact]
    public async Task Times_are_where_speech_is_in_the_audio()
    {
        var events = await _studio.HearAsync(
            Studio.Live, Spoken.Silence(0.5), Spoken.Words("one two"), Studio.Pause, Spoken.Words("three four"), Studio.Pause);
        var finals = events.OfType<TranscriptFinal>().ToArray();
        Assert.Equal(["one two", "three four"], events.Finals());
        Assert.Equal([1, 2], finals.Select(final => final.Utterance));
        Assert.Equal(0.5, finals[0].Start, Frame);
        Assert.Equal(1.0, finals[0].End, Frame);
        Assert.Equal(1.7, finals[1].Start, Frame);
        Assert.Equal(2.2, finals[1].End, Frame);
        Assert.Equal(finals.Select(final => final.Start), events.OfType<SpeechStarted>().Select(start => start.Start));
        Assert.Equal(finals.Select(final => final.End), events.OfType<SpeechEnded>().Select(end => end.End));
        Assert.All(events.OfType<SpeechEnded>(), end => Assert.Equal(SpeechEndReason.Silence, end.Reason));
    }

    [Fact]
    public async Task Partials_grow_stable_and_the_final_starts_with_what_was_stable()
    {
        var events = await _studio.HearAsync(
            Studio.Live, Spoken.Words("one two three four five six seven eight nine ten"), Studio.Pause);
        var partials = events.OfType<TranscriptPartial>().ToArray();
        Assert.True(partials.Length >= 3, $"{partials.Length} partials");
        var final = Assert.Single(events.OfType<TranscriptFinal>());
        var stable = "";
        foreach (var partial in partials)
        {
            Assert.StartsWith(stable, partial.Stable, StringComparison.Ordinal);
            Assert.StartsWith(partial.Stable + partial.Tail, final.Text, StringComparison.Ordinal);
            Assert.Equal(final.Start, partial.Start);
            stable = partial.Stable;
        }

        Assert.NotEmpty(stable);
        Assert.Equal(partials.Select(partial => partial.End).Order(), partials.Select(partial => partial.End));
    }

    [Fact]
    public async Task Stable_text_is_never_taken_back_whatever_the_recogniser_thinks_later()
    {
        string[] minds =
        [
            "one two three", "one two three four five", "one two three four five six", "one too tree", "", "completely different",
            "one two three four fife six seven", "One. Two. Three. Four.",
        ];
        var turn = -1;
        _studio.Recognizer.Answer = (_, _) => Task.FromResult(minds[Math.Min(Interlocked.Increment(ref turn), minds.Length - 1)]);
        var events = await _studio.HearAsync(
            Studio.Live, Spoken.Words("one two three four five six seven eight nine ten one two three four five six seven"), Studio.Pause);
        var stable = "";
        foreach (var partial in events.OfType<TranscriptPartial>())
        {
            Assert.StartsWith(stable, partial.Stable, StringComparison.Ordinal);
            stable = partial.Stable;
        }

        Assert.StartsWith("one two", stable, StringComparison.Ordinal);
        Assert.StartsWith(stable, events.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_said_twice_in_a_row()
    {
        var events = await _studio.HearAsync(Studio.Live, Spoken.Words("one two three four five six seven eight"), Studio.Pause);
        var shown = events.OfType<TranscriptPartial>().Select(partial => partial.Stable + partial.Tail).ToArray();
        Assert.All(shown.Zip(shown.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Partials_that_are_not_wanted_are_not_made()
    {
        var events = await _studio.HearAsync(
            Studio.Live with { Partials = false }, Spoken.Words("one two three four five six"), Studio.Pause);
        Assert.Empty(events.OfType<TranscriptPartial>());
        Assert.DoesNotContain(_studio.Recognizer.Requests, request => request.Urgency == Providers.Urgency.Partial);
        Assert.Equal("one two three four five six", events.Text());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.0005f)]
    [InlineData(0.05f)]
    public async Task Silence_a_quiet_room_and_noise_give_no_word_and_no_speech(float level)
    {
        var noise = Spoken.Silence(5);
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = i % 7 < 3 ? level : -level;
        }

        var events = await _studio.HearAsync(Studio.Live, noise);
        Assert.All(events, item => Assert.True(item is SessionStarted or Ack or Usage or SessionEnded, item.ToString()));
        Assert.Empty(_studio.Recognizer.Requests);
    }

    [Fact]
    public async Task A_click_is_no_speech()
    {
        var events = await _studio.HearAsync(Studio.Live, Spoken.Silence(1), Spoken.Words("one")[..600], Spoken.Silence(1));
        Assert.Empty(events.OfType<SpeechStarted>());
    }

    [Fact]
    public async Task A_flush_closes_the_utterance_at_its_place_and_what_follows_is_another()
    {
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two three"));
        session.Flush();
        await Studio.SendAsync(session, Spoken.Words("four five"), Studio.Pause);
        var events = await Studio.EndAsync(session);
        Assert.Equal(["one two three", "four five"], events.Finals());
        Assert.Equal(
            [SpeechEndReason.Flush, SpeechEndReason.Silence], events.OfType<SpeechEnded>().Select(end => end.Reason));
    }

    [Fact]
    public async Task A_flush_in_silence_says_nothing()
    {
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Silence(1));
        session.Flush();
        Assert.Empty((await Studio.EndAsync(session)).OfType<SpeechEnded>());
    }

    [Fact]
    public async Task Audio_that_ends_mid_word_closes_the_utterance()
    {
        var events = await _studio.HearAsync(Studio.Live, Spoken.Words("one two three"));
        Assert.Equal("one two three", events.Text());
        var end = Assert.Single(events.OfType<SpeechEnded>());
        Assert.Equal(SpeechEndReason.InputEnded, end.Reason);
        Assert.Equal(0.75, end.End, Frame);
    }

    [Fact]
    public async Task Nothing_is_said_to_lie_beyond_the_audio()
    {
        // 0.7501 s is no whole number of frames.
        var events = await _studio.HearAsync(Studio.Live, Spoken.Words("one two three"), new float[2]);
        Assert.InRange(Assert.Single(events.OfType<SpeechEnded>()).End, 0.7, 0.751);
    }

    [Fact]
    public async Task A_long_speech_is_cut_and_every_word_is_in_exactly_one_final()
    {
        var options = Studio.Live with { Endpointing = new EndpointingOptions { SilenceMs = 320, MaxUtteranceMs = 2_000 } };
        const string Speech = "one two three four five six seven eight nine ten the quick brown fox jumps over lazy one two three four";
        var events = await _studio.HearAsync(options, Spoken.Words(Speech), Studio.Pause);
        var finals = events.OfType<TranscriptFinal>().ToArray();
        Assert.True(finals.Length >= 3, $"{finals.Length} finals");
        Assert.All(finals, final => Assert.InRange(final.End - final.Start, 0, 2 + Frame));
        Assert.All(finals.Zip(finals.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));

        // Constant loudness gives no quiet point, so a word may be cut in two and read twice or not at all where it is cut.
        var words = Speech.Split(' ').ToList();
        var heard = string.Join(' ', events.Finals()).Split(' ');
        Assert.InRange(heard.Length, words.Count - finals.Length, words.Count + finals.Length);
        foreach (var (first, second) in finals.Zip(finals.Skip(1)))
        {
            // At most the one word that the cut goes through is in both.
            Assert.NotEqual(first.Text.Split(' ')[^2], second.Text.Split(' ')[0], StringComparer.Ordinal);
            Assert.NotEqual(first.Text.Split(' ')[^1], second.Text.Split(' ')[1], StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task An_utterance_hears_nothing_of_the_one_before_it()
    {
        var session = _studio.Start(Studio.Live with { Endpointing = new EndpointingOptions { SilenceMs = 100 } });
        await Studio.SendAsync(session, Spoken.Words("one"), Spoken.Silence(0.13), Spoken.Words("two"));
        session.Flush();
        await Studio.SendAsync(session, Spoken.Words("three"), Spoken.Silence(0.13), Spoken.Words("four"), Studio.Pause);
        Assert.Equal(["one", "two", "three", "four"], (await Studio.EndAsync(session)).Finals());
    }

    [Fact]
    public async Task What_the_session_heard_is_told_at_its_end()
    {
        var events = await _studio.HearAsync(Studio.Live, Spoken.Silence(1), Spoken.Words("one two three four"), Spoken.Silence(1));
        var usage = Assert.Single(events.OfType<Usage>());
        Assert.Equal(3, usage.AudioSeconds, 0.001);
        Assert.Equal(1, usage.SpeechSeconds, 2 * Frame);
    }

    [Fact]
    public async Task A_session_without_audio_ends_at_once() =>
        Assert.Equal(
            [typeof(SessionStarted), typeof(Usage), typeof(SessionEnded)],
            (await _studio.HearAsync(Studio.Live)).Select(item => item.GetType()));
}
