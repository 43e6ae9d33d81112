using Parley.Failures;
using Parley.Local.Espeak;
using Parley.Providers;

namespace Parley.Local.Tests.Espeak;

public sealed class EspeakVoicesTests
{
    private static readonly EspeakVoices Voices = new(new EspeakSynthesizer().Capabilities.Voices);

    [Theory]
    [InlineData("Good morning.", "en-us")]
    [InlineData("早安，今天天氣很好。", "cmn")]
    [InlineData("日本語をはなします", "ja")]
    [InlineData("안녕하세요", "ko")]
    [InlineData("Доброе утро", "ru")]
    public void A_text_is_spoken_in_the_language_of_its_script(string text, string voice) =>
        Assert.Equal(voice, Voices.Choose(new SynthesisRequest(text)).Value);

    [Theory]
    [InlineData("zh-TW", "cmn")]
    [InlineData("zh", "cmn")]
    [InlineData("en-GB", "en-gb")]
    [InlineData("en", "en-us")]
    [InlineData("es-MX", "es")]
    [InlineData("fr", "fr-fr")]
    [InlineData("yue", "yue")]
    public void A_language_finds_its_voice(string language, string voice)
    {
        Assert.Equal(voice, Voices.Choose(new SynthesisRequest("x") { Language = language }).Value);
        Assert.Equal(voice, Voices.Choose(new SynthesisRequest("x") { Voice = language }).Value);
    }

    [Fact]
    public void The_names_that_OpenAIs_clients_know_are_variants_of_the_languages_voice()
    {
        Assert.Equal("cmn+f3", Voices.Choose(new SynthesisRequest("你好") { Voice = "nova" }).Value);
        Assert.Equal("en-us", Voices.Choose(new SynthesisRequest("Hello") { Voice = "alloy" }).Value);
        Assert.Equal("es+m7", Voices.Choose(new SynthesisRequest("Hola") { Voice = "onyx", Language = "es-ES" }).Value);
    }

    [Fact]
    public void A_language_that_no_voice_speaks_is_an_error_that_names_the_field()
    {
        var error = Voices.Choose(new SynthesisRequest("x") { Voice = "nova", Language = "nan-TW" }).Error;
        Assert.Equal((ErrorCodes.UnsupportedLanguage, "language"), (error?.Code, error?.Param));
    }
}
