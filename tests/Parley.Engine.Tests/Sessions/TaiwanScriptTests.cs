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

    private sealed class Dawn : IScriptConverter
    {
        public string Convert(string text) => text.Replace('早', '朝');
    }
}
