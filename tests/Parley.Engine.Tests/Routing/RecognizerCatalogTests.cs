using Parley.Engine.Routing;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Routing;

public sealed class RecognizerCatalogTests
{
    private static readonly ScriptedRecognizer Base = new("base");
    private static readonly ScriptedRecognizer Tiny = new("tiny");
    private static readonly ScriptedRecognizer Anything = new("anything")
    {
        Capabilities = new RecognizerCapabilities("anything", [], WordTimes: false, LongestSeconds: 30),
    };

    [Fact]
    public void The_first_serves_when_no_model_is_asked_for_and_no_default_is_named()
    {
        var catalog = new RecognizerCatalog([Base, Tiny], null);
        Assert.Equal("base", catalog.Default);
        Assert.Same(Base, catalog.Resolve(null, "en").Value);
    }

    [Fact]
    public void The_default_serves_when_no_model_is_asked_for()
    {
        var catalog = new RecognizerCatalog([Base, Tiny], "tiny");
        Assert.Same(Tiny, catalog.Resolve(null, "en").Value);
        Assert.Equal("tiny, base", string.Join(", ", catalog.Models.Select(model => model.Model)));
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("TINY")]
    public void A_model_is_found_by_its_name_in_any_case(string name) =>
        Assert.Same(Tiny, new RecognizerCatalog([Base, Tiny], null).Resolve(name, "en").Value);

    [Fact]
    public void An_unknown_model_is_refused_and_the_known_are_named()
    {
        var error = new RecognizerCatalog([Base, Tiny], null).Resolve("huge", "en").Error;
        Assert.Equal((ErrorCodes.UnknownModel, "model"), (error?.Code, error?.Param));
        Assert.Contains("huge", error?.Message, StringComparison.Ordinal);
        Assert.Contains("base, tiny", error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("EN")]
    [InlineData("en-GB")]
    [InlineData("zh-TW")]
    [InlineData("auto")]
    public void A_language_counts_by_its_primary_part(string language) =>
        Assert.True(new RecognizerCatalog([Base], null).Resolve(null, language).Succeeded);

    [Fact]
    public void A_language_that_the_model_does_not_understand_is_refused_and_those_it_does_are_named()
    {
        var error = new RecognizerCatalog([Base], null).Resolve("base", "fr-CA").Error;
        Assert.Equal((ErrorCodes.UnsupportedLanguage, "language"), (error?.Code, error?.Param));
        Assert.Contains("en, zh, not 'fr-CA'", error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_names_no_language_understands_any() =>
        Assert.True(new RecognizerCatalog([Anything], null).Resolve(null, "nan-TW").Succeeded);

    [Fact]
    public void Two_models_of_one_name_fail_at_start() =>
        Assert.Throws<ArgumentException>(() => new RecognizerCatalog([Base, new ScriptedRecognizer("Base")], null));

    [Fact]
    public void A_default_that_does_not_exist_fails_at_start() =>
        Assert.Throws<ArgumentException>(() => new RecognizerCatalog([Base], "tiny"));
}
