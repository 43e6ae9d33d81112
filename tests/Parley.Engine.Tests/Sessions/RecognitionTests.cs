using System.Collections.Concurrent;
using Parley.Engine.Turns;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>When a session asks its recogniser, and what it makes of the answers.</summary>
public sealed class RecognitionTests : IAsyncDisposable
{
    /// <summary>Long enough that a text is believed at the first hearing.</summary>
    private const string Sentence = "the quick brown fox jumps over the lazy dog. hello world.";

    private readonly Studio _studio = new();

    private ScriptedRecognizer Recognizer => _studio.Recognizer;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task The_final_is_decoded_while_the_silence_is_still_going_on_and_not_again()
    {
        Recognizer.Answer = (request, text) =>
            request.Urgency == Urgency.Final ? new TaskCompletionSource<string>().Task : Task.FromResult(text);
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words(Sentence), Spoken.Silence(0.1));
        await Recognizer.AskedAsync(requests => requests.Any(request => request.Urgency == Urgency.Speculative), Cancellation);
        Assert.Empty(session.Events.SoFar().OfType<SpeechEnded>());
        await Studio.SendAsync(session, Studio.Pause);
        Assert.Equal(Sentence, (await Studio.NextAsync<TranscriptFinal>(session)).Text);
        Assert.DoesNotContain(Recognizer.Requests, request => request.Urgency == Urgency.Final);
    }

    [Fact]
    public async Task Partials_are_asked_for_while_speaking_and_the_guess_at_the_pause()
    {
        await _studio.HearAsync(Studio.Live, Spoken.Words(Sentence), Studio.Pause);
        var asked = Recognizer.Requests.Select(request => request.Urgency).ToList();
        Assert.Equal(Urgency.Partial, asked[0]);
        Assert.All(asked.SkipWhile(urgency => urgency == Urgency.Partial), urgency => Assert.Equal(Urgency.Speculative, urgency));
    }

    [Fact]
    public async Task The_word_being_spoken_is_shown_when_the_next_one_or_a_pause_follows_it()
    {
        Recognizer.Answer = (request, text) => Task.FromResult(request.Urgency == Urgency.Partial ? text + " cut" : text);
        var events = await _studio.HearAsync(Studio.Live, Spoken.Words(Sentence), Studio.Pause);
        var shown = events.OfType<TranscriptPartial>().Select(partial => partial.Stable + partial.Tail).ToList();
        Assert.True(shown.Count > 1);
        Assert.All(shown, text => Assert.DoesNotContain("cut", text, StringComparison.Ordinal));
        Assert.Equal(Sentence, shown[^1]);
    }

    [Fact]
    public async Task A_sentence_that_is_over_is_not_decoded_again_for_the_partials_of_a_long_utterance_but_for_its_final()
    {
        var asked = new ConcurrentQueue<(Urgency Urgency, double Seconds, string Text)>();
        Recognizer.Answer = (request, text) =>
        {
            asked.Enqueue((request.Urgency, (double)request.Samples.Length / Spoken.Rate, text));
            return Task.FromResult(text);
        };
        const string Fox = "the quick brown fox jumps over the lazy dog.";
        const string Count = "one two three four five six seven eight nine ten one two three four five six seven eight nine ten";
        var patient = Studio.Live with { Endpointing = new EndpointingOptions { SilenceMs = 1_000 } };
        var events = await _studio.HearAsync(patient, Spoken.Words(Fox), Spoken.Silence(0.3), Spoken.Words(Count), Studio.Pause, Studio.Pause);

        Assert.Equal([$"{Fox} {Count}"], events.Finals());
        var shown = events.OfType<TranscriptPartial>().Select(partial => partial.Stable + partial.Tail).ToList();
        Assert.All(shown, text => Assert.StartsWith(text.Trim('.'), $"{Fox} {Count}", StringComparison.Ordinal));
        Assert.Contains(shown, text => text.StartsWith(Fox, StringComparison.Ordinal) && text.EndsWith("ten one two three four five six seven eight", StringComparison.Ordinal));
        var partials = asked.Where(one => one.Urgency == Urgency.Partial).ToList();
        Assert.Contains(partials, one => one.Text.StartsWith("one two three", StringComparison.Ordinal));
        Assert.All(partials, one => Assert.True(one.Seconds < 7.5, $"{one.Seconds} s were decoded for a partial."));
        Assert.Equal($"{Fox} {Count}", asked.Last(one => one.Urgency != Urgency.Partial).Text);
    }

    [Fact]
    public async Task Words_in_doubt_are_shown_when_they_are_heard_again_and_the_final_has_them_all()
    {
        var hypotheses = new ConcurrentQueue<string>();
        Recognizer.WordConfidences = text => [.. text.Split(' ').Select(_ => 0.3)];
        Recognizer.Answer = (request, text) =>
        {
            hypotheses.Enqueue(text);
            return Task.FromResult(text);
        };
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two"));
        Assert.Equal("one", await ShownAsync(1));
        await Studio.SendAsync(session, Spoken.Words("three four"));
        Assert.Equal("one two", await ShownAsync(2));
        await Studio.SendAsync(session, Spoken.Words("five six seven"));
        Assert.Equal(hypotheses.ElementAt(1), await ShownAsync(3));
        await Studio.SendAsync(session, Studio.Pause);
        Assert.Equal(["one two three four five six seven"], (await Studio.EndAsync(session)).Finals());

        async Task<string> ShownAsync(int place)
        {
            var partial = await Studio.NextAsync<TranscriptPartial>(session, _ => --place == 0);
            return partial.Stable + partial.Tail;
        }
    }

    [Theory]
    [InlineData(0.9, 1)]
    [InlineData(0.5, 2)]
    [InlineData(null, 2)]
    public async Task A_short_text_is_heard_again_unless_the_recogniser_is_sure_of_it(double? confidence, int hearings)
    {
        Recognizer.Confidence = confidence;
        var events = await _studio.HearAsync(Studio.Live with { Partials = false }, Spoken.Words("one"), Studio.Pause);
        Assert.Equal(["one"], events.Finals());
        Assert.Equal(hearings, Recognizer.Requests.Count(request => request.Urgency == Urgency.Speculative));
        Assert.Equal(confidence, events.OfType<TranscriptFinal>().Single().Confidence);
    }

    [Fact]
    public async Task A_guess_that_is_in_doubt_is_heard_once_more_with_the_silence_after_it()
    {
        Recognizer.Confidence = 0.5;
        Recognizer.Answer = (request, text) =>
        {
            Recognizer.Confidence = request.Urgency == Urgency.Final ? 0.7 : 0.5;
            return Task.FromResult(request.Urgency == Urgency.Final ? "two" : text);
        };
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one"), Spoken.Silence(0.1));

        // The guess is shown when it is complete.
        await Studio.NextAsync<TranscriptPartial>(session);
        await Studio.SendAsync(session, Studio.Pause);
        var events = await Studio.EndAsync(session);
        Assert.Equal(0.7, events.OfType<TranscriptFinal>().Single().Confidence);
        Assert.Equal(["two"], events.Finals());
    }

    [Fact]
    public async Task A_long_text_is_heard_again_when_the_recogniser_is_not_sure_of_it()
    {
        Recognizer.Confidence = 0.5;
        await _studio.HearAsync(Studio.Live with { Partials = false }, Spoken.Words(Sentence), Studio.Pause);
        Assert.Equal(2, Recognizer.Requests.Count(request => request.Urgency == Urgency.Speculative));
    }

    [Fact]
    public async Task Speech_that_goes_on_discards_the_guess()
    {
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two three"), Spoken.Silence(0.15));
        await Recognizer.AskedAsync(requests => requests.Any(request => request.Urgency == Urgency.Speculative), Cancellation);
        await Studio.SendAsync(session, Spoken.Words("four five six"), Studio.Pause);
        Assert.Equal(["one two three four five six"], (await Studio.EndAsync(session)).Finals());
    }

    [Fact]
    public async Task What_was_guessed_in_a_pause_is_where_the_next_hearing_begins()
    {
        (Recognizer.Tokens, Recognizer.Confidence) = (text => [text.Length], 1);
        Recognizer.Fail = request =>
            request.Urgency == Urgency.Partial ? ParleyError.Provider(FailureCategory.Transient, "Only guesses are heard.") : null;
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two three"), Spoken.Silence(0.15));
        await Studio.NextAsync<TranscriptPartial>(session);
        await Studio.SendAsync(session, Spoken.Words("four five six"), Studio.Pause);
        await Studio.EndAsync(session);
        var guesses = Recognizer.Requests.Where(request => request.Urgency == Urgency.Speculative).ToList();
        Assert.Null(guesses[0].Draft);
        Assert.Equal(["one two three".Length], guesses[^1].Draft!);
    }

    [Fact]
    public async Task A_guess_says_when_it_will_be_awaited()
    {
        await _studio.HearAsync(Studio.Live, Spoken.Words(Sentence), Studio.Pause);
        Assert.NotNull(Recognizer.Requests.First(request => request.Urgency == Urgency.Speculative).AwaitedAt);
        Assert.All(Recognizer.Requests.Where(request => request.Urgency == Urgency.Partial), request => Assert.Null(request.AwaitedAt));
    }

    [Fact]
    public async Task A_guess_that_comes_after_speech_went_on_is_not_heard()
    {
        var late = new TaskCompletionSource<string>();
        Recognizer.Answer = (request, text) =>
            request.Urgency == Urgency.Speculative && !text.EndsWith("six", StringComparison.Ordinal) ? late.Task : Task.FromResult(text);
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two three"), Spoken.Silence(0.15));
        await Recognizer.AskedAsync(requests => requests.Any(request => request.Urgency == Urgency.Speculative), Cancellation);
        await Studio.SendAsync(session, Spoken.Words("four five four five"));
        await Recognizer.AskedAsync(requests => requests.Last().Urgency == Urgency.Partial, Cancellation);
        late.SetResult("too late");
        await Studio.SendAsync(session, Spoken.Words("five six"), Studio.Pause);
        var events = await Studio.EndAsync(session);
        Assert.Equal(["one two three four five four five five six"], events.Finals());
        Assert.DoesNotContain(events.OfType<TranscriptPartial>(), partial => partial.Tail.Contains("late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Speech_that_came_back_empty_is_decoded_again_with_other_margins()
    {
        var lengths = new ConcurrentQueue<int>();
        Recognizer.Answer = (request, text) =>
        {
            lengths.Enqueue(request.Samples.Length);
            return Task.FromResult(lengths.Count == 1 ? "" : text);
        };
        var events = await _studio.HearAsync(Studio.File, Spoken.Silence(1), Spoken.Words(Sentence), Spoken.Silence(2));
        Assert.Equal(Sentence, events.Text());
        Assert.True(lengths.Count > 1);
        Assert.True(lengths.Distinct().Count() > 1, "the margins were the same");
    }

    [Fact]
    public async Task While_somebody_waits_for_the_first_words_a_beginning_without_any_is_heard_with_other_margins_at_once()
    {
        var glimpses = new ConcurrentQueue<int>();
        Recognizer.Answer = (request, text) =>
        {
            if (request.Urgency != Urgency.Partial)
            {
                return Task.FromResult(text);
            }

            glimpses.Enqueue(request.Samples.Length);
            return Task.FromResult(glimpses.Count == 3 ? "one" : "");
        };
        var events = await _studio.HearAsync(Studio.Live, Spoken.Silence(1), Spoken.Words(Sentence), Studio.Pause);
        Assert.Equal(3, glimpses.Take(3).Distinct().Count());
        var first = events.OfType<TranscriptPartial>().First();
        Assert.Equal("one", first.Stable + first.Tail);
        Assert.InRange(first.End - first.Start, 0.3, 0.5);
        Assert.Equal(Sentence, Assert.Single(events.Finals()));
    }

    [Fact]
    public async Task Once_words_are_shown_a_glimpse_without_any_is_not_repeated()
    {
        var glimpses = new ConcurrentQueue<int>();
        Recognizer.Answer = (request, text) =>
        {
            if (request.Urgency == Urgency.Partial)
            {
                glimpses.Enqueue(request.Samples.Length);
                return Task.FromResult(glimpses.Count == 1 ? "one" : "");
            }

            return Task.FromResult(text);
        };
        await _studio.HearAsync(Studio.Live, Spoken.Silence(1), Spoken.Words(Sentence), Studio.Pause);
        Assert.True(glimpses.Count > 1);
        Assert.Equal(glimpses.Order(), glimpses);
        Assert.Equal(glimpses.Count, glimpses.Distinct().Count());
    }

    [Fact]
    public async Task Speech_that_stays_empty_is_closed_without_a_text_and_the_session_goes_on()
    {
        Recognizer.Answer = (_, text) => Task.FromResult(text.StartsWith("one", StringComparison.Ordinal) ? "" : text);
        var events = await _studio.HearAsync(
            Studio.Live, Spoken.Words("one two three"), Studio.Pause, Spoken.Words("four five six"), Studio.Pause);
        Assert.Equal(["four five six"], events.Finals());
        Assert.Equal([1, 2], events.OfType<SpeechEnded>().Select(end => end.Utterance));
        Assert.Empty(events.OfType<ErrorRaised>());
    }

    [Fact]
    public async Task An_utterance_that_stays_empty_never_gets_an_earlier_text()
    {
        Recognizer.Answer = (request, text) => Task.FromResult(text.StartsWith("two", StringComparison.Ordinal) ? "" : text);
        var events = await _studio.HearAsync(
            Studio.Live, Spoken.Words("one one one one"), Studio.Pause, Spoken.Words("two two two two"), Studio.Pause);
        Assert.Equal(["one one one one"], events.Finals());
        Assert.All(events.OfType<TranscriptPartial>(), partial => Assert.Equal(1, partial.Utterance));
    }

    [Fact]
    public async Task A_decode_that_failed_is_an_error_and_the_session_goes_on()
    {
        Recognizer.Answer = (_, text) =>
        {
            Recognizer.Fail = _ => text.StartsWith("one", StringComparison.Ordinal)
                ? ParleyError.Provider(FailureCategory.Exhausted, "Full.")
                : null;
            return Task.FromResult(text);
        };
        var events = await _studio.HearAsync(
            Studio.File, Spoken.Words("one two"), Studio.Pause, Spoken.Words("three four"), Studio.Pause);
        Assert.Equal(["three four"], events.Finals());
        var error = Assert.Single(events.OfType<ErrorRaised>()).Error;
        Assert.Equal((ErrorCodes.ProviderFailed, "Full.", FailureCategory.Exhausted), (error.Code, error.Message, error.Category));
        Assert.Equal(SessionEndReason.Completed, events.OfType<SessionEnded>().Single().Reason);
    }

    [Fact]
    public async Task A_recogniser_that_throws_fails_that_utterance_only_and_its_fault_is_not_shown()
    {
        Recognizer.Answer = (_, text) => text.StartsWith("one", StringComparison.Ordinal)
            ? throw new InvalidOperationException("secret path")
            : Task.FromResult(text);
        var events = await _studio.HearAsync(
            Studio.Live, Spoken.Words("one two"), Studio.Pause, Spoken.Words("three four"), Studio.Pause);
        Assert.Equal(["three four"], events.Finals());
        var error = Assert.Single(events.OfType<ErrorRaised>()).Error;
        Assert.Equal(ErrorCodes.ProviderFailed, error.Code);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_stable_stays_when_the_final_fails()
    {
        Recognizer.Fail = request => request.Urgency == Urgency.Partial
            ? null
            : ParleyError.Provider(FailureCategory.InvalidOutput, "Broken.");
        var events = await _studio.HearAsync(
            Studio.Live, Spoken.Words("one two three four five six seven eight nine ten"), Studio.Pause);
        var stable = events.OfType<TranscriptPartial>().Last().Stable;
        Assert.NotEmpty(stable);
        Assert.Equal([stable], events.Finals());
        Assert.Single(events.OfType<ErrorRaised>());
    }

    [Fact]
    public async Task A_partial_that_failed_is_no_error()
    {
        Recognizer.Fail = request => request.Urgency == Urgency.Partial
            ? ParleyError.Provider(FailureCategory.Exhausted, "Full.")
            : null;
        var events = await _studio.HearAsync(Studio.Live, Spoken.Words(Sentence), Studio.Pause);
        Assert.Empty(events.OfType<ErrorRaised>());
        Assert.Equal(Sentence, events.Text());
    }

    [Fact]
    public async Task The_recogniser_hears_the_session_and_its_language()
    {
        var session = _studio.Start(Studio.Live with { Language = "zh-TW" });
        await Studio.SendAsync(session, Spoken.Words("早安 世界。"), Studio.Pause);
        await Studio.EndAsync(session);
        Assert.NotEmpty(Recognizer.Requests);
        Assert.All(Recognizer.Requests, request => Assert.Equal((session.Id, "zh-TW"), (request.Session, request.Language)));
    }

    [Fact]
    public async Task The_end_of_a_sentence_closes_the_utterance_sooner()
    {
        var options = Studio.Live with { Endpointing = new EndpointingOptions { SilenceMs = 2_000 } };
        var open = _studio.Start(options);
        await Studio.SendAsync(open, Spoken.Words("hello hello hello"), Spoken.Silence(1.8));
        var closed = _studio.Start(options);
        foreach (var part in new[] { Spoken.Words("hello hello world."), Spoken.Silence(0.3) })
        {
            await Studio.SendAsync(closed, part);
        }

        await Recognizer.AskedAsync(
            requests => requests.Any(request => request.Urgency == Urgency.Speculative && string.Equals(request.Session, closed.Id, StringComparison.Ordinal)), Cancellation);
        await Studio.SendAsync(closed, Spoken.Silence(1.5));
        var end = await Studio.NextAsync<SpeechEnded>(closed);
        Assert.Equal(SpeechEndReason.Silence, end.Reason);
        Assert.Equal(SpeechEndReason.InputEnded, Assert.Single((await Studio.EndAsync(open)).OfType<SpeechEnded>()).Reason);
    }
}
