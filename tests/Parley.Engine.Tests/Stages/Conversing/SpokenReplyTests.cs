using Parley.Engine.Stages.Conversing;

namespace Parley.Engine.Tests.Stages.Conversing;

public sealed class SpokenReplyTests
{
    private const int Rate = 1_000;

    [Fact]
    public void Whole_sentences_that_were_played_were_heard()
    {
        var spoken = Spoken(("One two three.", 1_400), (" Four five.", 1_000));
        Assert.Equal("", spoken.UpTo(0));
        Assert.Equal("One two three.", spoken.UpTo(1_400));
        Assert.Equal("One two three. Four five.", spoken.UpTo(2_400));
        Assert.Equal("One two three. Four five.", spoken.UpTo(long.MaxValue));
    }

    [Fact]
    public void A_sentence_is_cut_at_the_word_that_was_being_said()
    {
        var spoken = Spoken(("aaaa bbbb cccc dddd.", 4_000));
        Assert.Equal("", spoken.UpTo(400));
        Assert.Equal("aaaa", spoken.UpTo(1_100));
        Assert.Equal("aaaa bbbb", spoken.UpTo(2_100));
        Assert.Equal("aaaa bbbb cccc", spoken.UpTo(3_000));
    }

    [Fact]
    public void An_ideograph_is_a_word_and_its_mark_goes_with_it() =>
        Assert.Equal("今天，天", Spoken(("今天，天氣好。", 5_000)).UpTo(3_000));

    [Fact]
    public void Whatever_was_played_the_text_is_a_beginning_of_what_was_written()
    {
        const string Text = "The 3 quick foxes, e.g. \"Reds\", jump — 狐狸跳。";
        var spoken = Spoken((Text, 3_000));
        var longest = 0;
        for (var position = 0; position <= 3_000; position += 10)
        {
            var heard = spoken.UpTo(position);
            Assert.StartsWith(heard, Text, StringComparison.Ordinal);
            Assert.True(heard.Length >= longest);
            longest = heard.Length;
        }

        Assert.Equal(Text.Length, longest);
    }

    [Fact]
    public void A_sentence_that_is_still_being_made_is_not_taken_for_said()
    {
        var spoken = new SpokenReply(Rate);
        spoken.Begin("aaaa bbbb cccc dddd.");
        Assert.Equal("", spoken.UpTo(0));
        spoken.Add(300);
        Assert.Equal("aaaa", spoken.UpTo(300));
    }

    [Fact]
    public void What_was_never_spoken_for_want_of_a_voice_was_read()
    {
        var spoken = Spoken(("Only written.", 0));
        Assert.Equal("Only written.", spoken.UpTo(0));
    }

    private static SpokenReply Spoken(params (string Sentence, int Samples)[] sentences)
    {
        var spoken = new SpokenReply(Rate);
        foreach (var (sentence, samples) in sentences)
        {
            spoken.Begin(sentence);
            spoken.Add(samples);
            spoken.End();
        }

        return spoken;
    }
}
