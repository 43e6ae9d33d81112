using Parley.Engine.Sessions;
using Parley.Engine.Stages.Translating;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>Somebody speaks, others read it in their languages: events of a whole session on virtual time.</summary>
public sealed class TranslationTests : IAsyncDisposable
{
    private static readonly SessionOptions Spanish = To("es");

    private readonly Studio _studio = new(translations: new TranslationLimits { PendingFinals = 2 });

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task Every_final_is_translated_in_order_to_every_target()
    {
        var events = await _studio.HearAsync(To("es", "zh-TW"), Spoken.Words("hello world."), Studio.Pause, Spoken.Words("the quick fox"), Studio.Pause);
        Assert.Equal(["hello-es world.-es", "the-es quick-es fox-es"], Finals(events, "es"));
        Assert.Equal(["hello-zh-TW world.-zh-TW", "the-zh-TW quick-zh-TW fox-zh-TW"], Finals(events, "zh-TW"));
        Assert.All(events.OfType<TranslationFinal>(), final => Assert.Equal(("dictionary", false), (final.Translator, final.Scripted)));
        Assert.IsType<SessionEnded>(events[^1]);
    }

    [Fact]
    public async Task A_translation_follows_its_final()
    {
        var events = await _studio.HearAsync(Spanish, Spoken.Words("hello world."), Studio.Pause);
        var kinds = events.Where(item => item is TranscriptFinal or TranslationFinal).Select(item => item.GetType());
        Assert.Equal([typeof(TranscriptFinal), typeof(TranslationFinal)], kinds);
    }

    [Fact]
    public async Task What_is_in_the_language_already_stays_as_it_is()
    {
        var events = await _studio.HearAsync(To("en-GB"), Spoken.Words("hello world."), Studio.Pause);
        Assert.Equal(new TranslationFinal(1, "en-GB", "hello world.", "", Scripted: false), Assert.Single(events.OfType<TranslationFinal>()));
        Assert.Empty(_studio.Translator.Requests);
    }

    [Fact]
    public async Task A_translator_that_hangs_delays_no_transcript_and_its_finals_come_in_order_later()
    {
        var free = Hold();
        var session = _studio.Start(Spanish);
        await Studio.SendAsync(session, Spoken.Words("one two"), Studio.Pause, Spoken.Words("three four"), Studio.Pause);
        await Studio.NextAsync<TranscriptFinal>(session, final => final.Utterance == 2);
        Assert.DoesNotContain(session.Events.SoFar(), item => item is TranslationFinal);
        free.SetResult();
        var events = await Studio.EndAsync(session);
        Assert.Equal(["one-es two-es", "three-es four-es"], Finals(events, "es"));
    }

    [Fact]
    public async Task Beyond_its_bound_the_oldest_final_is_given_up_by_name_and_the_rest_are_translated()
    {
        var free = Hold();
        var session = _studio.Start(Spanish with { Partials = false });
        foreach (var word in new[] { "one", "two", "three", "four", "five" })
        {
            await Studio.SendAsync(session, Spoken.Words(word), Studio.Pause);
        }

        await Studio.NextAsync<TranscriptFinal>(session, final => final.Utterance == 5);
        free.SetResult();
        var events = await Studio.EndAsync(session);
        Assert.Equal("translation_behind", Assert.Single(events.OfType<Notice>()).Code);
        var failed = events.OfType<TranslationFailed>().ToList();
        Assert.All(failed, one => Assert.Contains($"Utterance {one.Utterance} ", one.Message, StringComparison.Ordinal));
        int[] told = [.. failed.Select(one => one.Utterance).Concat(events.OfType<TranslationFinal>().Select(final => final.Utterance)).Order()];
        Assert.Equal([1, 2, 3, 4, 5], told);
        Assert.NotEmpty(failed);
        Assert.DoesNotContain(failed, one => one.Utterance > 3);
        Assert.Equal(events.OfType<TranslationFinal>().Select(final => final.Utterance).Order(), events.OfType<TranslationFinal>().Select(final => final.Utterance));
    }

    [Fact]
    public async Task Of_the_partials_that_wait_only_the_newest_is_translated()
    {
        var free = Hold();
        var session = _studio.Start(Spanish);
        var shown = "";
        foreach (var words in new[] { "the quick", "brown fox", "jumps over" })
        {
            await Studio.SendAsync(session, Spoken.Words(words));
            var before = shown;
            var partial = await Studio.NextAsync<TranscriptPartial>(session, partial => (partial.Stable + partial.Tail).Length > before.Length);
            shown = partial.Stable + partial.Tail;
            await Eventually.TrueAsync(() => _studio.Translator.Requests.Count == 1, "asked");
        }

        free.SetResult();
        var translated = string.Join(' ', shown.Split(' ').Select(word => $"{word}-es"));
        await Studio.NextAsync<TranslationPartial>(session, partial => string.Equals(partial.Stable + partial.Tail, translated, StringComparison.Ordinal));
        Assert.Equal(shown, Assert.Single(_studio.Translator.Requests.Skip(1)).Text);
    }

    [Fact]
    public async Task A_final_does_not_wait_for_a_partial_that_is_being_translated()
    {
        _studio.Translator.Before = (request, cancellation) =>
            request.Urgency == Urgency.Partial ? Task.Delay(Timeout.InfiniteTimeSpan, _studio.Time, cancellation) : Task.CompletedTask;
        var events = await _studio.HearAsync(Spanish, Spoken.Words("the quick brown fox"), Studio.Pause);
        Assert.Equal(["the-es quick-es brown-es fox-es"], Finals(events, "es"));
    }

    [Fact]
    public async Task A_translator_that_fails_is_named_with_the_utterance_and_the_session_goes_on()
    {
        _studio.Translator.Fail = request => request.Text is "one" ? ParleyError.Provider(FailureCategory.Unauthorised, "The key is wrong.") : null;
        var events = await _studio.HearAsync(Spanish, Spoken.Words("one"), Studio.Pause, Spoken.Words("two"), Studio.Pause);
        Assert.Equal(
            new TranslationFailed(1, "es", ErrorCodes.ProviderFailed, "Utterance 1 has no translation to es: The key is wrong."),
            Assert.Single(events.OfType<TranslationFailed>()));
        Assert.Equal(["two-es"], Finals(events, "es"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("too long")]
    [InlineData("throws")]
    public async Task What_is_no_translation_is_none(string answer)
    {
        _studio.Translator.Answer = _ => answer switch
        {
            "throws" => throw new InvalidOperationException("a bug"),
            "" => "",
            _ => new string('x', 100_000),
        };
        var events = await _studio.HearAsync(Spanish, Spoken.Words("one"), Studio.Pause);
        Assert.Equal(1, Assert.Single(events.OfType<TranslationFailed>()).Utterance);
    }

    [Fact]
    public async Task One_translation_takes_so_long_and_no_longer()
    {
        Hold();
        var session = _studio.Start(Spanish with { Partials = false });
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause);
        await Eventually.TrueAsync(() => _studio.Translator.Requests.Count == 1, "asked");
        _studio.Time.Advance(new TranslationLimits().Patience);
        var failed = await Studio.NextAsync<TranslationFailed>(session);
        Assert.Contains("15 s", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_waits_for_translations_that_get_on_and_gives_up_the_others_by_name()
    {
        Hold();
        var session = _studio.Start(Spanish with { Partials = false });
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause, Spoken.Words("two"), Studio.Pause);
        session.EndInput();
        await Studio.NextAsync<TranscriptFinal>(session, final => final.Utterance == 2);
        await Eventually.TrueAsync(
            () =>
            {
                _studio.Time.Advance(TimeSpan.FromSeconds(5));
                return session.Completion.IsCompleted;
            },
            "the end");
        var events = await Studio.AllAsync(session);
        Assert.Equal([1, 2], events.OfType<TranslationFailed>().Select(failed => failed.Utterance));
        Assert.IsType<SessionEnded>(events[^1]);
    }

    [Fact]
    public async Task A_session_that_is_aborted_names_what_it_owes_before_it_ends()
    {
        Hold();
        var session = _studio.Start(Spanish with { Partials = false });
        await Studio.SendAsync(session, Spoken.Words("one"), Studio.Pause);
        await Studio.NextAsync<TranscriptFinal>(session);
        session.Abort();
        var events = await Studio.AllAsync(session);
        Assert.Equal(ErrorCodes.SessionEnded, Assert.Single(events.OfType<TranslationFailed>()).Code);
        Assert.IsType<SessionEnded>(events[^1]);
    }

    [Fact]
    public async Task The_glossary_holds_for_its_target_alone()
    {
        var options = To("es", "de") with
        {
            Translate = new TranslateOptions { Targets = ["es", "de"], Glossary = [new("fox", "raposa", "es"), new("quick", "Q", null)] },
        };
        var events = await _studio.HearAsync(options with { Partials = false }, Spoken.Words("the quick fox"), Studio.Pause);
        Assert.Equal(["the-es Q-es raposa-es"], Finals(events, "es"));
        Assert.Equal(["the-de Q-de fox-de"], Finals(events, "de"));
    }

    [Fact]
    public async Task A_term_that_a_translator_loses_is_translated_like_any_other()
    {
        _studio.Translator.Answer = request => request.Text.Contains("QZX", StringComparison.Ordinal) ? "?" : "el zorro";
        var options = Spanish with { Partials = false, Translate = new TranslateOptions { Targets = ["es"], Glossary = [new("fox", "raposa", null)] } };
        Assert.Equal(["el zorro"], Finals(await _studio.HearAsync(options, Spoken.Words("the fox"), Studio.Pause), "es"));
    }

    [Fact]
    public async Task What_was_recognised_as_no_words_has_no_translation()
    {
        _studio.Recognizer.Answer = (_, _) => Task.FromResult("");
        var events = await _studio.HearAsync(Spanish, Spoken.Words("one two"), Studio.Pause);
        Assert.DoesNotContain(events, item => item is TranslationFinal or TranslationFailed);
    }

    public static SessionOptions To(params string[] targets) => Studio.Live with { Translate = new TranslateOptions { Targets = targets } };

    private static string[] Finals(IEnumerable<SessionEvent> events, string target) =>
        [.. events.OfType<TranslationFinal>().Where(final => string.Equals(final.Target, target, StringComparison.Ordinal)).Select(final => final.Text)];

    /// <summary>No translation is finished until the task is.</summary>
    private TaskCompletionSource Hold()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _studio.Translator.Before = (_, cancellation) => held.Task.WaitAsync(cancellation);
        return held;
    }
}
