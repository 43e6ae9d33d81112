using Parley.Conformance;
using Parley.Failures;
using Parley.Local.Apertium;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Local.Tests.Apertium;

/// <summary>Debian's English and Spanish, and pipelines of other programs that misbehave.</summary>
public sealed class ApertiumTranslatorTests : TranslatorConformance, IAsyncLifetime
{
    private static readonly LanguagePair EnglishSpanish = new("en", "es");

    private readonly DirectoryInfo _modes = Directory.CreateTempSubdirectory("parley-modes");
    private readonly ApertiumTranslator _real = new(new ApertiumOptions { Pairs = [EnglishSpanish] }, TimeProvider.System);
    private readonly List<ApertiumTranslator> _made = [];
    private readonly VirtualTime _time = new();

    protected override ITranslator Translator => _real;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _real.DisposeAsync();
        foreach (var translator in _made)
        {
            await translator.DisposeAsync();
        }

        _modes.Delete(recursive: true);
    }

    [Theory]
    [InlineData("The house is red.", "La casa es roja.")]
    [InlineData("the house", "la casa")]
    public async Task It_translates_by_rules(string english, string spanish) => Assert.Equal(spanish, await TranslateAsync(english), ignoreCase: true);

    [Fact]
    public async Task Programs_that_keep_running_answer_one_text_after_another()
    {
        var translator = Pipeline("sed -u 's/house/casa/g' | sed -u 's/the/la/g'");
        Assert.Equal("la casa", await AskAsync(translator, "the house"));
        Assert.Equal("la casa, la casa", await AskAsync(translator, "the house, the house"));
    }

    [Fact]
    public async Task One_that_hangs_is_given_up_and_started_anew()
    {
        var translator = Pipeline("tail -f '/dev/null'");
        var asking = FailAsync(translator);
        await _time.UntilAsync(() => asking.IsCompleted, TimeSpan.FromMinutes(1));
        Assert.Equal(FailureCategory.Transient, (await asking).Category);
        await File.WriteAllTextAsync(Path.Combine(_modes.FullName, "eng-spa.mode"), "sed -u 's/house/casa/'", Cancellation);
        Assert.Equal("casa", await AskAsync(translator, "house"));
    }

    [Fact]
    public async Task One_that_ends_at_once_is_a_failure_and_not_the_end() =>
        Assert.Equal(FailureCategory.Transient, (await FailAsync(Pipeline("false"))).Category);

    [Fact]
    public async Task One_that_answers_without_end_is_cut_off() =>
        Assert.Equal(FailureCategory.Transient, (await FailAsync(Pipeline("sed -u 's/./0123456789012345678901234567890123456789/g' | sed -u 's/./0123456789012345678901234567890123456789/g' | sed -u 's/./0123456789012345678901234567890123456789/g'"))).Category);

    [Fact]
    public async Task A_program_that_is_not_there_is_named_as_such() =>
        Assert.Equal(FailureCategory.Exhausted, (await FailAsync(Pipeline("parley-no-such-program"))).Category);

    [Fact]
    public async Task A_mode_that_is_none_is_not_run() =>
        Assert.Equal(FailureCategory.Transient, (await FailAsync(Pipeline("/bin/sh -c 'true'"))).Category);

    [Fact]
    public void A_pair_that_is_not_installed_is_no_pair_and_says_what_helps()
    {
        var options = new ApertiumOptions { Modes = _modes.FullName, Pairs = [EnglishSpanish] };
        Assert.Contains("apertium-eng-spa", Assert.Single(ApertiumTranslator.Problems(options)), StringComparison.Ordinal);
        Assert.Empty(Made(options).Capabilities.Pairs);
    }

    private static async Task<string> AskAsync(ApertiumTranslator translator, string text) =>
        (await translator.TranslateAsync(new TranslationRequest(text, "en", "es"), Cancellation)).ValueOrThrow().Text;

    private static async Task<ParleyError> FailAsync(ApertiumTranslator translator) =>
        (await translator.TranslateAsync(new TranslationRequest("the house is where the others are", "en", "es"), Cancellation)).Error
        ?? throw new InvalidOperationException("It did not fail.");

    private ApertiumTranslator Pipeline(string mode)
    {
        File.WriteAllText(Path.Combine(_modes.FullName, "eng-spa.mode"), mode);
        return Made(new ApertiumOptions { Modes = _modes.FullName, Pairs = [EnglishSpanish] });
    }

    private ApertiumTranslator Made(ApertiumOptions options)
    {
        var translator = new ApertiumTranslator(options, _time);
        _made.Add(translator);
        return translator;
    }
}
