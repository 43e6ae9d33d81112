using Parley.Providers;
using Parley.Server.Support;

namespace Parley.Server.Configuration;

public sealed class TranslatorReaderTests
{
    [Fact]
    public void Without_a_word_Apertium_translates_between_English_and_Spanish()
    {
        var options = TranslatorReader.Read(Settings.Reader(), "/nowhere");
        Assert.Empty(options.Served);
        Assert.Equal([new LanguagePair("en", "es"), new LanguagePair("es", "en")], options.Apertium.Pairs);
        Assert.True(options.TaiwanScript);
    }

    [Fact]
    public void A_server_has_its_address_and_what_it_is_used_for()
    {
        var options = TranslatorReader.Read(Settings.Reader(
            ("Translators:Catalog:libre:BaseUrl", "http://localhost:5000"),
            ("Translators:Catalog:libre:Pairs", "en-de, DE-en"),
            ("Translators:Catalog:libre:TimeoutMs", "2000"),
            ("Translators:Apertium:Pairs", "none")), "/nowhere");
        var libre = Assert.Single(options.Served);
        Assert.Equal(("libre", TranslatorKind.LibreTranslate, TimeSpan.FromSeconds(2)), (libre.Name, libre.Kind, libre.Server.AnswerTimeout));
        Assert.Equal([new LanguagePair("en", "de"), new LanguagePair("de", "en")], libre.Pairs);
        Assert.Empty(options.Apertium.Pairs);
    }

    [Theory]
    [InlineData("Translators:Apertium:Pairs", "en-tlh")]
    [InlineData("Translators:Apertium:Pipelines", "0")]
    [InlineData("Translators:TaiwanScript", "perhaps")]
    [InlineData("Translators:Catalog:libre:Kind", "Babel")]
    public void What_cannot_be_is_reported_with_its_key(string key, string value)
    {
        var reader = Settings.Reader((key, value), ("Translators:Catalog:libre:BaseUrl", "http://localhost:5000"));
        TranslatorReader.Read(reader, "/nowhere");
        Assert.Contains(key, Assert.Single(reader.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LibreTranslate", null, null, "BaseUrl")]
    [InlineData("OpenAi", "http://localhost:11434/v1", null, "Model")]
    public void A_server_needs_an_address_and_a_language_model_its_name(string kind, string? address, string? model, string key)
    {
        var reader = Settings.Reader(
            ("Translators:Catalog:one:Kind", kind), ("Translators:Catalog:one:BaseUrl", address), ("Translators:Catalog:one:Model", model));
        TranslatorReader.Read(reader, "/nowhere");
        Assert.Contains(key, Assert.Single(reader.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_taken_are_refused()
    {
        var reader = Settings.Reader(("Translators:Catalog:Apertium:BaseUrl", "http://localhost:5000"));
        TranslatorReader.Read(reader, "/nowhere");
        Assert.Contains("taken", Assert.Single(reader.Problems), StringComparison.Ordinal);
    }
}
