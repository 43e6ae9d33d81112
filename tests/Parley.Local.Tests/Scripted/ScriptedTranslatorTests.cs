using Parley.Conformance;
using Parley.Local.Scripted;
using Parley.Providers;

namespace Parley.Local.Tests.Scripted;

public sealed class ScriptedTranslatorTests : TranslatorConformance
{
    protected override ITranslator Translator { get; } = new ScriptedTranslator();

    [Fact]
    public void It_says_that_it_knows_no_language() => Assert.True(Translator.Capabilities.Scripted);

    [Theory]
    [InlineData("Hello world.", "es", "Hola, mundo.")]
    [InlineData("thank you", "zh-TW", "謝謝。")]
    [InlineData("The house.", "es", "[es] The house.")]
    [InlineData("hello", "de", "[de] hello")]
    public async Task What_it_does_not_know_it_marks(string text, string to, string translation) => Assert.Equal(
        translation,
        (await Translator.TranslateAsync(new TranslationRequest(text, "en", to), TestContext.Current.CancellationToken)).ValueOrThrow().Text);
}
