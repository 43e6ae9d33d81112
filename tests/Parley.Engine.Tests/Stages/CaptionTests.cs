using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Stages;
using Parley.Providers;

namespace Parley.Engine.Tests.Stages;

/// <summary>Hypotheses in, what is shown out. A number behind a word is how sure the recogniser is of it.</summary>
public sealed class CaptionTests
{
    private readonly Caption _caption = new();

    private string Shown => _caption.Stable + _caption.Tail;

    [Fact]
    public void Words_that_are_sure_are_shown_at_once_and_a_doubtful_one_waits_with_all_that_follow_it()
    {
        Speaking("the/0.9 quick/0.9 brow/0.5");
        Assert.Equal("the quick", Shown);
        Speaking("the/0.9 quick/0.9 crown/0.4 fox/0.9 jumps/0.9 ov/0.3");
        Assert.Equal("the quick", Shown);
    }

    [Fact]
    public void A_doubtful_word_is_shown_when_the_next_hypothesis_has_it_too()
    {
        Speaking("the/0.9 quick/0.4 br/0.5");
        Assert.Equal("the", Shown);
        Speaking("The/0.9 quick,/0.4 brown/0.4 f/0.1");
        Assert.Equal("The quick,", Shown);
    }

    [Fact]
    public void The_newest_word_is_shown_when_it_is_all_but_certain()
    {
        Speaking("the/0.99 quick/0.95");
        Assert.Equal("the", Shown);
        Speaking("the/0.99 quick/0.95 brown/0.99");
        Assert.Equal("the quick brown", Shown);
    }

    [Fact]
    public void The_newest_word_is_shown_without_what_would_end_the_sentence()
    {
        Speaking("he/0.99 was./0.99");
        Assert.Equal("he was", Shown);
        Speaking("he/0.99 was./0.99 no/0.2");
        Assert.Equal("he was.", Shown);
        Paused("he/0.99 was/0.99 not./0.99");
        Assert.Equal("he was not.", Shown);
    }

    [Fact]
    public void Somebody_who_begins_to_speak_sees_the_first_word_at_once_however_doubtful_it_is()
    {
        Speaking("prod./0.1");
        Assert.Equal("prod", Shown);
        Speaking("produced/0.9 the/0.2");
        Assert.Equal("produced", Shown);
    }

    [Fact]
    public void A_pause_shows_every_word()
    {
        Paused("the/0.4 quick/0.1 brown./0.2");
        Assert.Equal("the quick brown.", Shown);
    }

    [Fact]
    public void Nothing_that_is_still_heard_is_held_back_again()
    {
        Paused("he/0.9 was/0.9 not./0.3");
        Speaking("he/0.9 was/0.9 not./0.3");
        Assert.Equal("he was not", Shown);
        Speaking("he/0.9 was/0.3 not/0.3 an/0.2");
        Assert.Equal("he was not", Shown);
    }

    [Fact]
    public void A_doubt_takes_nothing_off_the_screen()
    {
        Paused("one/0.9 two/0.9 three/0.9 four/0.9");
        Assert.False(Speaking("one/0.9 two/0.9 tree/0.3 for/0.3"));
        Assert.False(Speaking("one/0.9 two/0.9"));
        Assert.Equal("one two three four", Shown);
    }

    [Theory]
    [InlineData("one/0.9 two/0.9 tree/0.8 fo/0.2")]
    [InlineData("one/0.9 two/0.9 tree/0.3 fo/0.2", "one/0.9 two/0.9 tree/0.3 for/0.2")]
    public void What_is_sure_or_heard_twice_replaces_what_was_shown(params string[] hypotheses)
    {
        Paused("one/0.9 two/0.9 three/0.9 four/0.9");
        Assert.All(hypotheses, hypothesis => Speaking(hypothesis));
        Assert.Equal("one two tree", Shown);
    }

    [Fact]
    public void What_is_stable_stays_whatever_is_heard_in_its_place()
    {
        for (var i = 0; i < 4; i++)
        {
            Speaking("the/0.9 wood/0.9 blocks/0.9 are/0.9 here/0.9 and/0.9 there/0.2");
        }

        Assert.StartsWith("the wood blocks", _caption.Stable, StringComparison.Ordinal);
        Speaking("the/0.9 woodblocks/0.1 are/0.1 here/0.1 and/0.1 there/0.1 n/0.1");
        Assert.Equal("the wood blocks are here and there", Shown);
        Assert.Equal("the wood blocks are here and there now.", _caption.Complete("The woodblocks are here and there now."));
    }

    [Fact]
    public void Of_a_recogniser_that_does_not_say_how_sure_it_is_all_but_the_newest_word_is_shown()
    {
        Assert.True(Follow(new Recognition("one")));
        Assert.Equal("one", Shown);
        Assert.True(Follow(new Recognition("one two thr")));
        Assert.Equal("one two", Shown);
        Assert.True(Follow(new Recognition("one two three four")));
        Assert.Equal("one two three", Shown);
        Assert.False(Follow(new Recognition("one two three")));
        Assert.True(_caption.Follow(new Recognition("one two three four"), speaking: false));
        Assert.Equal("one two three four", Shown);
    }

    [Fact]
    public void Confidences_that_are_not_those_of_the_words_count_as_none() =>
        Assert.Equal("one two", Follow(new Recognition("one two three") { WordConfidences = [0.1, 0.1] }) ? Shown : "");

    [Fact]
    public void The_characters_of_a_word_are_as_sure_as_the_word()
    {
        Follow(new Recognition("今天 天氣") { WordConfidences = [0.9, 0.2] });
        Assert.Equal("今天", Shown);
        Follow(new Recognition("今天 天氣很好") { WordConfidences = [0.9, 0.99] });
        Assert.Equal("今天 天氣很好", Shown);
    }

    /// <summary>A sentence as it is heard, each word in one of two ways, and any words at all.</summary>
    private static readonly Gen<string[]> Texts = Gen.OneOf(
        Gen.Choose(0, 6).SelectMany(count => Gen.Choose(0, 63).Select(ways => ((string[])["the", "wood", "blocks,", "早安", "sat", "down."])
            .Zip((string[])["The", "would", "blocks", "晚安", "sang", "town,"])
            .Select((both, place) => (ways & (ways >> 2) & (1 << place)) == 0 ? both.First : both.Second).Take(count).ToArray())),
        Gen.Elements("the", "woodblocks", "...", "👍", "早安。你").ArrayOf());

    /// <summary>Hypotheses as they come, said with all degrees of certainty or none, while speaking and in pauses.</summary>
    private static readonly Arbitrary<(Recognition Heard, bool Speaking)[]> Utterances =
        (from words in Texts
         from sure in Gen.Elements(0.1, 0.5, 0.8, 0.99).ArrayOf(words.Length)
         from told in Gen.Elements(true, true, false)
         from speaking in Gen.Elements(true, true, false)
         select (new Recognition(string.Join(' ', words)) { WordConfidences = told ? sure : null }, speaking)).ArrayOf().ToArbitrary();

    [Fact]
    public void What_is_shown_is_the_beginning_of_the_hypothesis_and_stable_is_never_taken_back() => Prop.ForAll(Utterances, utterance =>
    {
        var (caption, plain) = (new Caption(), new StablePrefix());
        foreach (var (heard, speaking) in utterance)
        {
            var (stable, shown) = (caption.Stable, caption.Stable + caption.Tail);
            var whole = plain.Update(heard.Text) is var rest ? plain.Stable + rest : "";
            var changed = caption.Follow(heard, speaking);
            Assert.Equal(changed, !string.Equals(shown, caption.Stable + caption.Tail, StringComparison.Ordinal));
            Assert.StartsWith(stable, caption.Stable, StringComparison.Ordinal);
            Assert.StartsWith(caption.Stable, plain.Stable, StringComparison.Ordinal);
            if (changed)
            {
                Assert.StartsWith(caption.Stable + caption.Tail, whole, StringComparison.Ordinal);
            }

            if (!speaking)
            {
                Assert.Equal(whole, caption.Stable + caption.Tail);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_final_is_what_it_would_be_if_nothing_were_held_back() => Prop.ForAll(Utterances, utterance =>
    {
        var (caption, plain) = (new Caption(), new StablePrefix());
        foreach (var (heard, speaking) in utterance)
        {
            plain.Update(heard.Text);
            caption.Follow(heard, speaking);
            Assert.Equal(plain.Complete(heard.Text), caption.Complete(heard.Text));
            Assert.StartsWith(caption.Stable, caption.Complete("another text"), StringComparison.Ordinal);
        }
    }).QuickCheckThrowOnFailure();

    private bool Speaking(string hypothesis) => Follow(Read(hypothesis));

    private void Paused(string hypothesis) => _caption.Follow(Read(hypothesis), speaking: false);

    private bool Follow(Recognition heard) => _caption.Follow(heard, speaking: true);

    private static Recognition Read(string hypothesis)
    {
        var words = hypothesis.Split(' ').Select(word => word.Split('/')).ToList();
        return new Recognition(string.Join(' ', words.Select(word => word[0])))
        {
            WordConfidences = [.. words.Select(word => double.Parse(word[1], System.Globalization.CultureInfo.InvariantCulture))],
        };
    }
}
