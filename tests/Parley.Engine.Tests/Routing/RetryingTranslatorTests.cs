using Parley.Engine.Routing;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Routing;

public sealed class RetryingTranslatorTests
{
    private static readonly TranslationRequest Final = new("hello", "en", "es");

    private readonly VirtualTime _time = new();
    private readonly ScriptedTranslator _inner = new();

    [Theory]
    [InlineData(FailureCategory.Transient, null, 2)]
    [InlineData(FailureCategory.Throttled, 2_000, 2)]
    [InlineData(FailureCategory.Throttled, 60_000, 1)]
    [InlineData(FailureCategory.Rejected, null, 1)]
    [InlineData(FailureCategory.Unauthorised, null, 1)]
    public async Task A_final_is_tried_once_more_where_that_may_help(FailureCategory category, int? after, int attempts)
    {
        _inner.Fail = _ => ParleyError.Provider(category, "No.") with { RetryAfterMs = after };
        var translating = Translate(Final);
        await _time.UntilAsync(() => translating.IsCompleted, TimeSpan.FromSeconds(30));
        Assert.Equal(category, (await translating).Error?.Category);
        Assert.Equal(attempts, _inner.Requests.Count);
    }

    [Fact]
    public async Task What_helped_is_the_translation()
    {
        _inner.Fail = _ => _inner.Requests.Count == 1 ? ParleyError.Provider(FailureCategory.Transient, "No.") : null;
        var translating = Translate(Final);
        await _time.UntilAsync(() => translating.IsCompleted, TimeSpan.FromSeconds(30));
        Assert.Equal("hello-es", (await translating).ValueOrThrow().Text);
    }

    [Fact]
    public async Task Of_a_partial_the_next_is_on_its_way_already()
    {
        _inner.Fail = _ => ParleyError.Provider(FailureCategory.Transient, "No.");
        Assert.False((await Translate(Final with { Urgency = Urgency.Partial })).Succeeded);
        Assert.Single(_inner.Requests);
    }

    private Task<Outcome<Translation>> Translate(TranslationRequest request) =>
        new RetryingTranslator(_inner, _time).TranslateAsync(request, TestContext.Current.CancellationToken).AsTask();
}
