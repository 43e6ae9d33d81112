using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Stages;

namespace Parley.Engine.Tests.Stages;

public sealed class WordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("hello", "hello")]
    [InlineData("Hello, big  world.", "Hello,| big|  world.")]
    [InlineData("it's 5 o'clock", "it's| 5| o'clock")]
    [InlineData("早安世界。", "早|安|世|界。")]
    [InlineData("我用 Parley 聽", "我|用| Parley| 聽")]
    [InlineData("今天3點", "今|天|3|點")]
    public void Text_is_cut_into_words_and_single_ideographs(string text, string units) =>
        Assert.Equal(units, string.Join('|', Words.Split(text)));

    [Fact]
    public void Joining_the_units_of_any_text_gives_the_text() =>
        Prop.ForAll<string?>(text => text is null || string.Equals(string.Concat(Words.Split(text)), text, StringComparison.Ordinal))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("  leading and trailing  ")]
    [InlineData("emoji 👩‍👩‍👧‍👦 and 𠮷野家 beyond the basic plane")]
    [InlineData("\ttabs\nand lines\r\n")]
    [InlineData("combining e\u0301 and \u0301alone")]
    public void Joining_the_units_gives_the_text(string text) => Assert.Equal(text, string.Concat(Words.Split(text)));

    [Fact]
    public void A_character_beyond_the_basic_plane_stays_whole() => Prop.ForAll(
        Gen.Elements("a", " ", "早", "👍", "𠮷", "é", "。", "1").ArrayOf().Select(string.Concat).ToArbitrary(),
        text => Words.Split(text).TrueForAll(unit => !char.IsLowSurrogate(unit[0]) && !char.IsHighSurrogate(unit[^1])))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("wood blocks are", "woodblocks are nice", 2)]
    [InlineData("woodblocks are", "wood blocks are nice", 3)]
    [InlineData("the cat", "The, cat sat", 2)]
    [InlineData("the cat sat", "the cat", 2)]
    [InlineData("a b c", "x y z d", 3)]
    [InlineData("a b", "", 0)]
    [InlineData("早 安", "早 安 世 界", 2)]
    public void The_units_of_a_new_hypothesis_that_stand_for_what_is_stable_are_found(string stable, string hypothesis, int units) =>
        Assert.Equal(units, Words.Align(Words.Split(stable), Words.Split(hypothesis)));

    [Theory]
    [InlineData("That is all.", true)]
    [InlineData("Is it? ", true)]
    [InlineData("好了。", true)]
    [InlineData("and then", false)]
    [InlineData("first,", false)]
    [InlineData("", false)]
    public void A_sentence_ends_with_its_mark(string text, bool ends) => Assert.Equal(ends, Words.EndSentence(text));
}
