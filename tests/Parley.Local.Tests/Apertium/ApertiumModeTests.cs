using Parley.Local.Apertium;
using Parley.Providers;

namespace Parley.Local.Tests.Apertium;

public sealed class ApertiumModeTests
{
    [Fact]
    public void A_mode_is_programs_that_give_up_their_answers_one_by_one() => Assert.Equal(
        [["lt-proc", "-z", "/a b/c.bin"], ["apertium-tagger", "-z", "-g", "/d.prob"], ["lt-proc", "-z", "-n", "/e.bin"]],
        ApertiumMode.Parse("lt-proc '/a b/c.bin' | apertium-tagger -g $2 '/d.prob' | lt-proc $1 '/e.bin'\n"));

    [Theory]
    [InlineData("")]
    [InlineData("|")]
    [InlineData("lt-proc 'unclosed")]
    [InlineData("../lt-proc x")]
    [InlineData("/bin/sh -c x")]
    [InlineData("a | $(rm)")]
    public void What_is_no_mode_is_none(string mode) => Assert.Empty(ApertiumMode.Parse(mode));

    [Theory]
    [InlineData("en-es", "en", "es")]
    [InlineData("EN-ES", "en", "es")]
    public void A_pair_is_two_languages(string text, string from, string to) => Assert.Equal(new LanguagePair(from, to), ApertiumLanguages.Parse(text));

    [Theory]
    [InlineData("en")]
    [InlineData("en-en")]
    [InlineData("en-xx")]
    [InlineData("en-es-fr")]
    [InlineData("../..-es")]
    public void Anything_else_is_no_pair(string text) => Assert.Null(ApertiumLanguages.Parse(text));
}
