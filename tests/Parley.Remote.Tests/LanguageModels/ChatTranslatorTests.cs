using Parley.Conformance;
using Parley.Failures;
using Parley.Providers;
using Parley.Remote.LanguageModels;
using Parley.Testing;

namespace Parley.Remote.Tests.LanguageModels;

public sealed class ChatTranslatorTests : TranslatorConformance, IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly ScriptedModel _model = new() { Answer = said => $"[{said}]" };
    private readonly ChatTranslator _translator;

    public ChatTranslatorTests() => _translator = new ChatTranslator("model", _model, TimeSpan.FromSeconds(10), [], _time);

    protected override ITranslator Translator => _translator;

    public void Dispose()
    {
        _translator.Dispose();
        _model.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_is_told_the_languages_and_the_glossary_and_gets_nothing_but_the_text()
    {
        var request = new TranslationRequest("The house.", "en", "zh-TW") { Glossary = [new("house", "房子")] };
        Assert.Equal("[The house.]", (await _translator.TranslateAsync(request, Cancellation)).ValueOrThrow().Text);
        var asked = Assert.Single(_model.Requests);
        Assert.Contains("Traditional Chinese as written in Taiwan", asked[0].Text, StringComparison.Ordinal);
        Assert.Contains("house = 房子", asked[0].Text, StringComparison.Ordinal);
        Assert.Equal("The house.", asked[1].Text);
    }

    [Fact]
    public async Task Its_failure_keeps_its_category()
    {
        _model.Fail = _ => new ParleyException(ParleyError.Provider(FailureCategory.Throttled, "Too many."));
        Assert.Equal(FailureCategory.Throttled, (await FailAsync()).Category);
    }

    [Fact]
    public async Task A_model_that_hangs_is_given_up()
    {
        _model.Before = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
        var asking = FailAsync();
        await _time.UntilAsync(() => asking.IsCompleted, TimeSpan.FromMinutes(1));
        Assert.Equal(FailureCategory.Transient, (await asking).Category);
    }

    [Fact]
    public async Task A_model_that_says_nothing_has_not_translated()
    {
        _model.Answer = _ => " ";
        Assert.Equal(FailureCategory.InvalidOutput, (await FailAsync()).Category);
    }

    private async Task<ParleyError> FailAsync() =>
        (await _translator.TranslateAsync(new TranslationRequest("hello", "en", "es"), Cancellation)).Error
        ?? throw new InvalidOperationException("It did not fail.");
}
