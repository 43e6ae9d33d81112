using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Stages;

namespace Parley.Engine.Tests.Stages;

public sealed class StablePrefixTests
{
    /// <summary>Hypotheses as a recogniser makes them (a few words, often shared), and any text at all.</summary>
    private static readonly Arbitrary<string[]> Hypotheses = Gen.OneOf(
        Gen.Elements("the", "The", "cat", "cat,", "sat", "早安", "wood", "blocks", "woodblocks", "👍", "")
            .ArrayOf().Select(words => string.Join(' ', words)),
        Gen.Elements("one", "one two", "one two three", "one two three four five", "one too three four five", "one two three four five six."),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")).ArrayOf().ToArbitrary();

    [Fact]
    public void Nothing_is_stable_at_first()
    {
        var prefix = new StablePrefix();
        Assert.Equal("one two three four", prefix.Update("one two three four"));
        Assert.Equal("", prefix.Stable);
    }

    [Fact]
    public void What_hypotheses_keep_agreeing_on_becomes_stable_and_the_newest_word_does_not()
    {
        var prefix = new StablePrefix();
        string[] words = ["one", "two", "three", "four", "five", "six", "seven", "eight"];
        var tail = "";
        for (var i = 1; i <= words.Length; i++)
        {
            tail = prefix.Update(string.Join(' ', words[..i]));
        }

        Assert.StartsWith("one two three", prefix.Stable, StringComparison.Ordinal);
        Assert.EndsWith(" eight", tail, StringComparison.Ordinal);
        Assert.Equal(string.Join(' ', words), prefix.Stable + tail);
    }

    [Fact]
    public void A_word_that_changes_back_and_forth_never_becomes_stable()
    {
        var prefix = new StablePrefix();
        for (var i = 0; i < 10; i++)
        {
            prefix.Update(i % 2 == 0 ? "their house is big and old" : "there house is big and old");
        }

        Assert.Equal("", prefix.Stable);
    }

    [Fact]
    public void A_change_of_what_is_stable_is_not_shown_and_what_follows_it_is()
    {
        var prefix = Agreed("the wood blocks are here and there");
        Assert.StartsWith("the wood blocks are", prefix.Stable, StringComparison.Ordinal);
        Assert.Equal("the wood blocks are here and there now", prefix.Stable + prefix.Update("the woodblocks are here and there now"));
        Assert.Equal("the wood blocks are here and there now.", prefix.Complete("The woodblocks are here and there now."));
    }

    [Fact]
    public void A_final_that_agrees_is_left_as_it_is()
    {
        var prefix = Agreed("one two three four five");
        Assert.Equal("one two three four five, six.", prefix.Complete("one two three four five, six."));
        Assert.Equal("Any text, at all.", new StablePrefix().Complete("Any text, at all."));
    }

    [Fact]
    public void A_final_that_came_back_empty_keeps_what_was_shown_as_stable()
    {
        var prefix = Agreed("one two three four five");
        Assert.NotEmpty(prefix.Stable);
        Assert.Equal(prefix.Stable, prefix.Complete(""));
    }

    [Fact]
    public void Ideographs_become_stable_one_by_one()
    {
        var prefix = Agreed("今天天氣很好我們出去");
        Assert.StartsWith("今天天氣", prefix.Stable, StringComparison.Ordinal);
        Assert.Equal("今天天氣很好我們出去走走。", prefix.Complete("今天天氣很好我們出去走走。"));
    }

    [Fact]
    public void Stable_only_ever_grows_and_the_final_starts_with_it() => Prop.ForAll(Hypotheses, hypotheses =>
    {
        var prefix = new StablePrefix();
        var shown = "";
        foreach (var hypothesis in hypotheses)
        {
            prefix.Update(hypothesis);
            Assert.StartsWith(shown, prefix.Stable, StringComparison.Ordinal);
            Assert.StartsWith(prefix.Stable, prefix.Complete(hypothesis), StringComparison.Ordinal);
            shown = prefix.Stable;
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_hypothesis_that_starts_with_what_is_stable_is_shown_as_it_is() => Prop.ForAll(Hypotheses, hypotheses =>
    {
        var prefix = new StablePrefix();
        foreach (var hypothesis in hypotheses)
        {
            var tail = prefix.Update(hypothesis);
            var units = Words.Split(prefix.Stable).Count;
            if (string.Equals(string.Concat(Words.Split(hypothesis).Take(units)), prefix.Stable, StringComparison.Ordinal))
            {
                Assert.Equal(hypothesis, prefix.Stable + tail);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Words_never_run_together_where_a_change_is_joined_to_what_is_stable()
    {
        var prefix = Agreed("one two three four five");
        var rest = prefix.Complete("completely different text that is longer than before")[prefix.Stable.Length..];
        Assert.StartsWith(" ", rest, StringComparison.Ordinal);
    }

    private static StablePrefix Agreed(string text)
    {
        var prefix = new StablePrefix();
        for (var i = 0; i < 4; i++)
        {
            prefix.Update(text);
        }

        return prefix;
    }
}
