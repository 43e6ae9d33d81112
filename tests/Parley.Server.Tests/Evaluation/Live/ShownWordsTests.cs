using Parley.Server.Evaluation.Live;

namespace Parley.Server.Tests.Evaluation.Live;

public sealed class ShownWordsTests
{
    [Fact]
    public void Captions_that_only_grow_change_nothing() =>
        Assert.Equal(new ShownWords(3, 0), Of("the cat sat down", "the", "the cat", "the cat sat"));

    [Fact]
    public void A_word_that_first_comes_with_the_final_was_not_shown() =>
        Assert.Equal(new ShownWords(1, 0), Of("the cat", "the"));

    [Fact]
    public void A_replaced_word_is_changed_and_its_replacement_is_shown_anew() =>
        Assert.Equal(new ShownWords(3, 1), Of("the hat", "the cat", "the hat"));

    [Fact]
    public void The_final_changes_words_too() =>
        Assert.Equal(new ShownWords(2, 1), Of("the hat", "the cat"));

    [Fact]
    public void A_word_that_is_taken_away_is_changed() =>
        Assert.Equal(new ShownWords(2, 1), Of("the", "the cat"));

    [Fact]
    public void A_word_that_only_moves_along_is_not() =>
        Assert.Equal(new ShownWords(4, 0), Of("the big fat cat", "the cat", "the big fat cat"));

    [Fact]
    public void A_word_that_goes_and_comes_back_counts_again() =>
        Assert.Equal(new ShownWords(3, 2), Of("cat", "cat", "hat", "cat"));

    [Fact]
    public void Everything_shown_is_changed_when_no_final_comes() =>
        Assert.Equal(new ShownWords(2, 2), Of("", "the cat"));

    [Fact]
    public void Case_and_punctuation_count_only_when_exact()
    {
        Assert.Equal(new ShownWords(2, 0), ShownWords.Of(["hello world."], "Hello, world", exact: false));
        Assert.Equal(new ShownWords(2, 2), ShownWords.Of(["hello world."], "Hello, world", exact: true));
    }

    [Fact]
    public void Chinese_is_counted_in_characters() =>
        Assert.Equal(new ShownWords(3, 1), Of("你好嗎", "你好馬"));

    [Fact]
    public void Nothing_shown_has_no_share()
    {
        Assert.Null(Of("the cat").Share);
        Assert.Equal(0.5, Of("the hat", "the cat").Share);
    }

    private static ShownWords Of(string final, params string[] partials) => ShownWords.Of(partials, final, exact: false);
}
