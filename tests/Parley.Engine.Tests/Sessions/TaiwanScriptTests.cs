using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>What is recognised and what is translated is written as in Taiwan where the tag says so, and nowhere else.</summary>
public sealed class TaiwanScriptTests : IAsyncDisposable
{
    private readonly Studio _studio = new(script: new Dawn());

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Theory]
    [InlineData("zh-TW", "朝安 世界。")]
    [InlineData("zh-Hant", "朝安 世界。")]
    [InlineData("zh-CN", "早安 世界。")]
    [InlineData("en", "早安 世界。")]
    public async Task The_language_of_the_session_says_how_it_is_written(string language, string text)
    {
        var events = await _studio.HearAsync(Studio.Live with { Language = language }, Spoken.Words("早安 世界。"), Studio.Pause);
        Assert.Equal([text], events.Finals());
        Assert.All(events.OfType<TranscriptPartial>(), partial => Assert.StartsWith(partial.Stable + partial.Tail, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_changes_with_the_language_for_the_next_utterance()
    {
        var session = _studio.Start(Studio.Live with { Language = "zh-CN" });
        await Studio.SendAsync(session, Spoken.Words("早安"), Studio.Pause);
        await Studio.NextAsync<TranscriptFinal>(session);
        session.Update(new SessionUpdate { Language = "zh-TW" }).ValueOrThrow();
        await Studio.SendAsync(session, Spoken.Words("早安"), Studio.Pause);
        Assert.Equal(["早安", "朝安"], (await Studio.EndAsync(session)).Finals());
    }

    [Theory]
    [InlineData("zh-TW", "朝")]
    [InlineData("zh-CN", "早")]
    [InlineData("ja", "早")]
    public async Task The_target_says_how_a_translation_is_written(string target, string text)
    {
        _studio.Translator.Answer = _ => "早";
        var events = await _studio.HearAsync(TranslationTests.To(target), Spoken.Words("one"), Studio.Pause);
        Assert.Equal(text, Assert.Single(events.OfType<TranslationFinal>()).Text);
    }

    [Theory]
    [InlineData("zh-TW", "朝安 世界。", "朝上好 Ada，朝！")]
    [InlineData("zh-CN", "早安 世界。", "早上好 Ada，早！")]
    public async Task What_is_answered_is_written_so_before_it_is_shown_spoken_and_remembered(string language, string said, string answered)
    {
        _studio.Model.Answer = _ => "早上好 Ada，早！";
        var session = _studio.Start(Studio.Live with { Language = language, Converse = new ConverseOptions() });
        await Studio.SendAsync(session, Spoken.Words("早安 世界。"), Studio.Pause);
        await EndOfAsync(session, 1);
        session.Write("hi").ValueOrThrow();
        await EndOfAsync(session, 2);
        var events = session.Events.SoFar();
        Assert.Equal(answered, string.Concat(events.OfType<ReplyText>().Where(text => text.Reply == 1).Select(text => text.Delta)).TrimEnd());
        Assert.Equal(answered, string.Concat(_studio.Voice.Requests.Take(_studio.Voice.Requests.Count / 2).Select(request => request.Text)));
        Assert.Equal(answered, events.OfType<ReplyEnded>().First().Text);
        Assert.Equal(["Be brief.", said, answered, "hi"], _studio.Model.Requests.Last().Select(turn => turn.Text));
    }

    [Fact]
    public async Task An_answer_follows_the_language_that_the_session_has_by_then()
    {
        _studio.Model.Answer = _ => "早";
        var session = _studio.Start(Studio.Live with { Language = "zh-CN", Converse = new ConverseOptions() });
        session.Update(new SessionUpdate { Language = "zh-TW" }).ValueOrThrow();
        session.ChangeConverse(new ConverseOptions { Speed = 2 }).ValueOrThrow();
        session.Write("hi").ValueOrThrow();
        await EndOfAsync(session, 1);
        Assert.Equal("朝", Assert.Single(session.Events.SoFar().OfType<ReplyEnded>()).Text);
    }

    private Task EndOfAsync(Session session, int reply) =>
        _studio.PlayAsync(() => session.Events.SoFar().OfType<ReplyEnded>().Any(ended => ended.Reply == reply));

    private sealed class Dawn : IScriptConverter
    {
        public string Convert(string text) => text.Replace('早', '朝');
    }
}
