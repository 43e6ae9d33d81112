using Parley.Failures;
using Parley.Providers;

namespace Parley.Conformance;

/// <summary>What every translator does, whoever makes it.</summary>
public abstract class TranslatorConformance
{
    private static readonly string[] Texts = ["hello", "thank you", "good morning", "the house is red.", "where is the station?"];

    protected abstract ITranslator Translator { get; }

    /// <summary>A pair that it translates; the texts are English.</summary>
    protected virtual LanguagePair Pair => new("en", "es");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void It_has_a_name_and_says_what_it_translates()
    {
        Assert.NotEmpty(Translator.Capabilities.Name);
        Assert.True(Translator.Capabilities.Translates(Pair.From, Pair.To));
        Assert.InRange(Translator.Capabilities.LongestText, 1_000, 100_000);
    }

    [Fact]
    public async Task A_text_has_a_translation()
    {
        foreach (var text in Texts)
        {
            Assert.NotEqual("", await TranslateAsync(text));
        }
    }

    [Fact]
    public async Task Nothing_is_translated_by_nothing()
    {
        Assert.Equal("", await TranslateAsync(""));
        Assert.Equal("", await TranslateAsync("  "));
    }

    [Fact]
    public async Task The_same_text_is_translated_in_the_same_way_whoever_else_asks()
    {
        var alone = new List<string>();
        foreach (var text in Texts)
        {
            alone.Add(await TranslateAsync(text));
        }

        var together = await Task.WhenAll(Texts.Concat(Texts).Concat(Texts).Select(TranslateAsync));
        Assert.Equal([.. alone, .. alone, .. alone], together);
    }

    [Theory]
    [InlineData(@"a [b] {c} ^d$ e/f g\h @i <j> *k #l ~m +n")]
    [InlineData("\"quoted\", 'too' & more; 100 %")]
    [InlineData("早安 café 👩‍👩‍👧‍👦")]
    [InlineData("line\nbreak\tand\u0000zero")]
    public async Task Whatever_stands_in_a_text_it_is_one_text_and_the_next_is_not_harmed(string text)
    {
        var before = await TranslateAsync(Texts[0]);
        Assert.NotEqual("", await TranslateAsync(text));
        Assert.Equal(before, await TranslateAsync(Texts[0]));
    }

    [Fact]
    public async Task Whoever_gives_up_gets_an_exception_and_harms_nobody()
    {
        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Translator.TranslateAsync(Request(Texts[0]), over.Token).AsTask());
        Assert.NotEqual("", await TranslateAsync(Texts[0]));
    }

    [Fact]
    public async Task Of_languages_that_it_does_not_know_it_says_so()
    {
        if (Translator.Capabilities.Pairs.Count > 0)
        {
            var outcome = await Translator.TranslateAsync(new TranslationRequest("hello", "tlh", "zu"), Cancellation);
            Assert.Equal(FailureCategory.Rejected, outcome.Error?.Category);
        }
    }

    protected async Task<string> TranslateAsync(string text) => (await Translator.TranslateAsync(Request(text), Cancellation)).ValueOrThrow().Text;

    private TranslationRequest Request(string text) => new(text, Pair.From, Pair.To);
}
