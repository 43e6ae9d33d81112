using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Stages.Conversing;

namespace Parley.Engine.Tests.Stages.Conversing;

public sealed class SentenceCutterTests
{
    [Theory]
    [InlineData("Hello there. How are you? Fine!", "Hello there.| How are you?| Fine!")]
    [InlineData("It costs 3.50 euros. Really.", "It costs 3.50 euros.| Really.")]
    [InlineData("Dr. Smith met Mr. J. Jones, e.g. here. Then they left.", "Dr. Smith met Mr. J. Jones, e.g. here.| Then they left.")]
    [InlineData("He said \"Stop.\" Then he left.", "He said \"Stop.\"| Then he left.")]
    [InlineData("Wait... what? Yes.", "Wait... what?| Yes.")]
    [InlineData("1. Bread is good. 2. Milk is too.", "1. Bread is good.| 2. Milk is too.")]
    [InlineData("你好。今天天氣很好！要出門嗎？", "你好。|今天天氣很好！|要出門嗎？")]
    [InlineData("他說：「走吧。」然後就走了。", "他說：「走吧。」|然後就走了。")]
    [InlineData("First line\nSecond line", "First line\n|Second line")]
    [InlineData("See example.org for more. Bye.", "See example.org for more.| Bye.")]
    [InlineData("no end", "no end")]
    [InlineData("...", "")]
    public void A_text_is_cut_where_its_sentences_end(string text, string sentences) =>
        Assert.Equal(sentences.Length == 0 ? [] : sentences.Split('|'), Cut(text.Select(letter => letter.ToString())));

    [Fact]
    public void A_sentence_is_given_as_soon_as_the_next_one_begins()
    {
        var cutter = new SentenceCutter();
        Assert.Empty(cutter.Push("Hello there."));
        Assert.Empty(cutter.Push(" "));
        Assert.Equal(["Hello there."], cutter.Push("How"));
        Assert.Equal([" How"], cutter.Flush());
    }

    [Fact]
    public void A_Chinese_sentence_is_given_at_once() => Assert.Equal(["你好。"], new SentenceCutter().Push("你好。"));

    [Fact]
    public void What_has_no_end_is_cut_at_a_comma_between_words_or_anywhere()
    {
        var word = new string('a', 20);
        var spaced = string.Join(' ', Enumerable.Repeat(word, 30));
        Assert.All(Cut([spaced]), piece => Assert.True(piece.Length <= SentenceCutter.Longest && piece.Trim().Split(' ').All(one => one.Length == 20)));
        var commas = string.Concat(Enumerable.Repeat("一二三四五六七八九，", 60));
        Assert.All(Cut([commas]), piece => Assert.EndsWith("，", piece, StringComparison.Ordinal));
        var endless = new string('長', 1_000);
        Assert.Equal(endless, string.Concat(Cut([endless])));
        Assert.All(Cut([endless]), piece => Assert.True(piece.Length <= SentenceCutter.Longest));
    }

    [Fact]
    public void How_a_text_comes_in_pieces_changes_nothing_and_nothing_that_can_be_said_is_lost() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            Gen.Elements("Mr. ", "hello", ". ", "。", "3.5", "? ", "！", "\n", "\"", "」", " ", "Yes", "no", ",", "字", "…", "a.m. ", "A", "1. ")
                .ListOf().ToArbitrary(),
            Gen.Choose(1, 7).ToArbitrary(),
            (parts, size) =>
            {
                var text = string.Concat(parts);
                var whole = Cut([text]);
                var pieces = Cut(text.Chunk(size).Select(chunk => new string(chunk)));
                return string.Equals(Letters(string.Concat(whole)), Letters(text), StringComparison.Ordinal)
                    && string.Equals(Letters(string.Concat(pieces)), Letters(text), StringComparison.Ordinal)
                    && pieces.All(piece => piece.Any(char.IsLetterOrDigit));
            }));

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static List<string> Cut(IEnumerable<string> text)
    {
        var cutter = new SentenceCutter();
        return [.. text.SelectMany(cutter.Push), .. cutter.Flush()];
    }
}
