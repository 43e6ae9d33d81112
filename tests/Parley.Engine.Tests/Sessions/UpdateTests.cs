using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>A session is asked to be something else while it runs.</summary>
public sealed class UpdateTests : IAsyncDisposable
{
    private readonly Studio _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task New_targets_begin_and_those_left_out_end()
    {
        var session = _studio.Start(TranslationTests.To("es"));
        await SayAsync(session, "one", 1);
        session.Update(new SessionUpdate { Translate = new TranslateOptions { Targets = ["de", "zh-TW"] } }).ValueOrThrow();
        await SayAsync(session, "two", 2);
        session.Update(new SessionUpdate { Translate = new TranslateOptions() }).ValueOrThrow();
        await SayAsync(session, "three", 3);
        var events = await Studio.EndAsync(session);
        Assert.Equal(
            [(1, "es"), (2, "de"), (2, "zh-TW")],
            events.OfType<TranslationFinal>().Select(final => (final.Utterance, final.Target)).Order());
        Assert.Equal(["de, zh-TW", ""], events.OfType<SessionUpdated>().Select(updated => string.Join(", ", updated.Targets)));
    }

    [Fact]
    public async Task What_waits_for_a_target_that_is_left_out_is_still_translated()
    {
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _studio.Translator.Before = (_, cancellation) => free.Task.WaitAsync(cancellation);
        var session = _studio.Start(TranslationTests.To("es"));
        await SayAsync(session, "one", 1);
        session.Update(new SessionUpdate { Translate = new TranslateOptions() }).ValueOrThrow();
        free.SetResult();
        Assert.Equal("one-es", Assert.Single((await Studio.EndAsync(session)).OfType<TranslationFinal>()).Text);
    }

    [Fact]
    public async Task Another_language_holds_from_the_next_utterance_on_and_no_audio_is_lost()
    {
        var session = _studio.Start(TranslationTests.To("zh-TW"));
        await SayAsync(session, "one two", 1);
        await Studio.SendAsync(session, Spoken.Words("three four"));
        await Studio.NextAsync<SpeechStarted>(session, speech => speech.Utterance == 2);
        session.Update(new SessionUpdate { Language = "zh" }).ValueOrThrow();
        await Studio.SendAsync(session, Spoken.Words("five"), Studio.Pause, Spoken.Words("six seven"), Studio.Pause);
        var events = await Studio.EndAsync(session);
        Assert.Equal(["one two", "three four five", "six seven"], events.Finals());
        Assert.Equal(["en", "en", "zh"], events.OfType<TranscriptFinal>().Select(final => final.Language));
        Assert.Equal(["dictionary", "dictionary", ""], events.OfType<TranslationFinal>().Select(final => final.Translator));
        Assert.Equal("zh", Assert.Single(events.OfType<SessionUpdated>()).Language);
    }

    [Fact]
    public void What_cannot_be_is_refused_and_everything_stays()
    {
        var session = _studio.Start(TranslationTests.To("es"));
        Assert.Equal(("language", ErrorCodes.UnsupportedLanguage), Refused(new SessionUpdate { Language = "de" }));
        Assert.Equal(("language", ErrorCodes.InvalidRequest), Refused(new SessionUpdate { Language = "?" }));
        Assert.Equal(("translate.targets", ErrorCodes.InvalidRequest), Refused(new SessionUpdate { Translate = new TranslateOptions { Targets = ["?"] } }));
        Assert.Equal(
            ("translate.translator", ErrorCodes.UnknownModel),
            Refused(new SessionUpdate { Language = "zh", Translate = new TranslateOptions { Targets = ["es"], Translator = "nobody" } }));
        Assert.Equal("en", session.Options.Language);
        Assert.Equal(["es"], session.Options.Translate!.Targets);
        Assert.DoesNotContain(session.Events.SoFar(), item => item is SessionUpdated);

        (string? Param, string? Code) Refused(SessionUpdate update) => session.Update(update).Error is { } error ? (error.Param, error.Code) : (null, null);
    }

    private static async Task SayAsync(Session session, string words, int utterance)
    {
        await Studio.SendAsync(session, Spoken.Words(words), Studio.Pause);
        await Studio.NextAsync<TranscriptFinal>(session, final => final.Utterance == utterance);
    }
}
