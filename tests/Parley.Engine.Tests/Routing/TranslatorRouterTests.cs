using Parley.Engine.Routing;
using Parley.Engine.Stages.Translating;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Routing;

/// <summary>Whoever fails is followed by the next; a translation fails when all have.</summary>
public sealed class TranslatorRouterTests
{
    private static readonly TranslationRequest Final = new("hello", "en", "es");

    private readonly VirtualTime _time = new();
    private readonly ScriptedTranslator _first = new("first");
    private readonly ScriptedTranslator _second = new("second", new LanguagePair("en", "es"));
    private readonly TranslatorRouter _alone;
    private readonly TranslatorRouter _both;

    public TranslatorRouterTests()
    {
        _alone = new TranslatorRouter(new TranslatorCatalog([_first]), new TranslationLimits(), _time);
        _both = new TranslatorRouter(new TranslatorCatalog([_first, _second]), new TranslationLimits(), _time);
    }

    public static TheoryData<FailureCategory> Categories => [.. Enum.GetValues<FailureCategory>()];

    [Fact]
    public async Task The_first_that_knows_both_languages_translates()
    {
        Assert.Equal("first", (await TranslateAsync(_both, Final)).Value.By.Name);
        Assert.Empty(_second.Requests);
    }

    [Theory]
    [MemberData(nameof(Categories))]
    public async Task Whatever_way_one_fails_the_next_translates_at_once(FailureCategory category)
    {
        _first.Fail = _ => ParleyError.Provider(category, "No.");

        var outcome = await TranslateAsync(_both, Final);

        Assert.Equal(("second", "hello-es"), (outcome.Value.By.Name, outcome.Value.Translation.Text));
        Assert.Equal((1, 1), (_first.Requests.Count, _second.Requests.Count));
    }

    [Fact]
    public async Task One_that_throws_is_followed_by_the_next()
    {
        _first.Answer = _ => throw new InvalidOperationException("a bug");
        Assert.Equal("second", (await TranslateAsync(_both, Final)).Value.By.Name);
    }

    [Fact]
    public async Task One_that_hangs_leaves_half_of_the_time_to_the_next()
    {
        _first.Before = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);

        var translating = TranslateAsync(_both, Final);
        _time.Advance(TimeSpan.FromSeconds(7.4));
        Assert.Empty(_second.Requests);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("second", (await translating).Value.By.Name);
    }

    [Fact]
    public async Task A_partial_gets_the_next_translator_too_but_nobody_is_asked_twice()
    {
        var partial = Final with { Urgency = Urgency.Partial };
        _first.Fail = _ => ParleyError.Provider(FailureCategory.Transient, "No.");
        Assert.Equal("second", (await TranslateAsync(_both, partial)).Value.By.Name);

        Assert.False((await TranslateAsync(_alone, partial)).Succeeded);
        Assert.Equal(2, _first.Requests.Count);
    }

    [Fact]
    public async Task Whoever_is_named_is_the_only_one_that_gets_the_text()
    {
        _first.Fail = _ => ParleyError.Provider(FailureCategory.Exhausted, "No.");
        Assert.False((await TranslateAsync(_both, Final, "first")).Succeeded);
        Assert.Empty(_second.Requests);
    }

    [Fact]
    public async Task It_fails_only_when_all_have_and_says_what_each_said()
    {
        _first.Fail = _ => ParleyError.Provider(FailureCategory.Transient, "The first broke off.") with { RetryAfterMs = 9_000 };
        _second.Fail = _ => ParleyError.Provider(FailureCategory.Unauthorised, "The second wants a key.");

        var error = (await TranslateAsync(_both, Final)).Error!;

        Assert.Equal((ErrorCodes.ProviderFailed, "The first broke off. The second wants a key."), (error.Code, error.Message));
        Assert.Equal((true, (int?)null), (error.Retry, error.RetryAfterMs));
    }

    [Theory]
    [InlineData(FailureCategory.Transient, null, 2)]
    [InlineData(FailureCategory.Throttled, 2_000, 2)]
    [InlineData(FailureCategory.Throttled, 60_000, 1)]
    [InlineData(FailureCategory.Rejected, null, 1)]
    [InlineData(FailureCategory.Unauthorised, null, 1)]
    public async Task When_all_failed_a_final_is_tried_once_more_where_that_may_help(FailureCategory category, int? after, int attempts)
    {
        _first.Fail = _ => ParleyError.Provider(category, "No.") with { RetryAfterMs = after };

        var translating = TranslateAsync(_alone, Final);
        Assert.Equal(attempts == 1, translating.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds((after ?? 250) - 1));
        Assert.Single(_first.Requests);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(category, (await translating).Error?.Category);
        Assert.Equal(attempts, _first.Requests.Count);
    }

    [Fact]
    public async Task What_helped_is_the_translation()
    {
        _first.Fail = _ => _first.Requests.Count == 1 ? ParleyError.Provider(FailureCategory.Transient, "No.") : null;
        var translating = TranslateAsync(_alone, Final);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal("hello-es", (await translating).Value.Translation.Text);
    }

    [Fact]
    public async Task One_that_keeps_failing_is_not_asked_for_a_while_and_then_once()
    {
        _first.Fail = _ => ParleyError.Provider(FailureCategory.Transient, "No.");
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal("second", (await TranslateAsync(_both, Final)).Value.By.Name);
        }

        Assert.Equal(5, _first.Requests.Count);

        _time.Advance(TimeSpan.FromSeconds(15));
        await TranslateAsync(_both, Final);
        await TranslateAsync(_both, Final);
        Assert.Equal(6, _first.Requests.Count);

        _time.Advance(TimeSpan.FromSeconds(15));
        _first.Fail = _ => null;
        Assert.Equal("first", (await TranslateAsync(_both, Final)).Value.By.Name);
        Assert.Equal("first", (await TranslateAsync(_both, Final)).Value.By.Name);
    }

    [Fact]
    public async Task Where_nobody_else_is_there_an_open_circuit_fails_at_once()
    {
        _first.Fail = _ => ParleyError.Provider(FailureCategory.Unauthorised, "No.");
        for (var i = 0; i < 5; i++)
        {
            await TranslateAsync(_alone, Final);
        }

        var error = (await TranslateAsync(_alone, Final)).Error!;

        Assert.Equal((5, FailureCategory.Transient, 15_000), (_first.Requests.Count, error.Category, error.RetryAfterMs));
        Assert.Contains("'first' keeps failing, and is not asked for 15 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_asks_to_be_left_alone_is_as_long_as_it_asks_and_no_longer_than_a_minute()
    {
        _first.Fail = _ => ParleyError.Provider(FailureCategory.Throttled, "Too many.") with { RetryAfterMs = 3_600_000 };
        await TranslateAsync(_both, Final);
        _first.Fail = _ => null;

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("second", (await TranslateAsync(_both, Final)).Value.By.Name);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("first", (await TranslateAsync(_both, Final)).Value.By.Name);
    }

    [Fact]
    public async Task Texts_that_are_refused_close_no_circuit()
    {
        _first.Fail = _ => ParleyError.Provider(FailureCategory.Rejected, "Not this text.");
        for (var i = 0; i < 20; i++)
        {
            await TranslateAsync(_both, Final);
        }

        Assert.Equal(20, _first.Requests.Count);
    }

    [Fact]
    public async Task A_text_that_is_too_long_for_one_goes_to_the_next()
    {
        var brief = new ScriptedTranslator("brief") { Capabilities = new TranslatorCapabilities("brief", []) { LongestText = 4 } };
        var router = new TranslatorRouter(new TranslatorCatalog([brief, _second]), new TranslationLimits(), _time);

        Assert.Equal("second", (await TranslateAsync(router, Final)).Value.By.Name);
        Assert.Empty(brief.Requests);
    }

    [Fact]
    public async Task What_nobody_wants_any_more_is_broken_off_and_held_against_nobody()
    {
        _first.Before = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
        for (var i = 0; i < 9; i++)
        {
            using var over = new CancellationTokenSource();
            var translating = _both.TranslateAsync(Final, null, AskAsync, over.Token);
            await over.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => translating);
        }

        _first.Before = (_, _) => Task.CompletedTask;
        Assert.Equal("first", (await TranslateAsync(_both, Final)).Value.By.Name);
        Assert.Empty(_second.Requests);
    }

    private static Task<Outcome<(Translation Translation, TranslatorCapabilities By)>> TranslateAsync(
        TranslatorRouter router, TranslationRequest request, string? name = null) =>
        router.TranslateAsync(request, name, AskAsync, TestContext.Current.CancellationToken);

    private static Task<Outcome<Translation>> AskAsync(ITranslator translator, CancellationToken cancellation) =>
        translator.TranslateAsync(Final, cancellation).AsTask();
}
