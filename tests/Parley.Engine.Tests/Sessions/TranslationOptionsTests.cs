using Parley.Engine.Sessions;
using Parley.Failures;

namespace Parley.Engine.Tests.Sessions;

public sealed class TranslationOptionsTests
{
    [Theory]
    [InlineData("es")]
    [InlineData("zh-TW", "pt-BR", "sr-Latn-RS")]
    [InlineData]
    public void Languages_are_targets(params string[] targets) => Assert.Null(Problem(new TranslateOptions { Targets = targets }));

    [Fact]
    public void What_is_out_of_bounds_is_refused_by_name()
    {
        Assert.Equal("translate.targets", Problem(new TranslateOptions { Targets = ["spanish, please"] })?.Param);
        Assert.Equal("translate.targets", Problem(new TranslateOptions { Targets = ["auto"] })?.Param);
        Assert.Equal("translate.targets", Problem(new TranslateOptions { Targets = ["es", "ES"] })?.Param);
        Assert.Equal("translate.targets", Problem(new TranslateOptions { Targets = ["a1", "b", "c", "d", "e", "f", "g", "h", "i"] })?.Param);
        Assert.Equal("translate.glossary", Problem(new TranslateOptions { Glossary = [new(" ", "x", null)] })?.Param);
        Assert.Equal("translate.glossary", Problem(new TranslateOptions { Glossary = [new("x", new string('x', 101), null)] })?.Param);
        Assert.Equal("translate.glossary", Problem(new TranslateOptions { Glossary = [.. Enumerable.Repeat(new GlossaryEntry("x", "y", null), 101)] })?.Param);
    }

    private static ParleyError? Problem(TranslateOptions options) => new SessionOptions { Translate = options }.Validate();
}
