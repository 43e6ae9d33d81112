using FsCheck;
using FsCheck.Fluent;
using Parley.Local.Espeak;

namespace Parley.Local.Tests.Espeak;

public sealed class SentencesTests
{
    [Fact]
    public void A_text_is_cut_after_what_ends_a_sentence() =>
        Assert.Equal(["One.", "Two!", "3.5 is three?"], Sentences.Of("One. Two! 3.5 is three?"));

    [Fact]
    public void Chinese_sentences_need_no_space_between_them() => Assert.Equal(["早安。", "你好！"], Sentences.Of("早安。你好！"));

    [Fact]
    public void A_long_sentence_is_cut_between_words()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 200));
        var parts = Sentences.Of(text).ToList();
        Assert.Equal(text, string.Join(' ', parts));
        Assert.All(parts, part => Assert.InRange(part.Length, 1, Sentences.Longest));
        Assert.All(parts[..^1], part => Assert.EndsWith("word", part, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_of_a_text_is_lost_but_space() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var parts = Sentences.Of(text.Get).ToList();
            return parts.TrueForAll(part => part.Length <= Sentences.Longest)
                && string.Equals(Dense(string.Concat(parts)), Dense(text.Get), StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    private static string Dense(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
