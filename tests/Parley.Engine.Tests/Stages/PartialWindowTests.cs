using Parley.Audio;
using Parley.Engine.Stages;
using Parley.Providers;

namespace Parley.Engine.Tests.Stages;

/// <summary>What partials of a long utterance decode.</summary>
public sealed class PartialWindowTests
{
    private const int Second = AudioFormat.EngineRate;

    private readonly PartialWindow _window = new(Second);

    [Fact]
    public void A_sentence_that_is_heard_again_amid_what_follows_is_not_decoded_any_more()
    {
        Pause(3, 3.5, "The dog barks.");
        Assert.Equal("The dog barks. A cat", Hear("The dog barks. A cat", 7));
        Assert.Equal((3.5, 3.0), (Seconds(_window.Start), Seconds(_window.Bound!.Value)));
        Assert.Equal("The dog barks. A cat sleeps", Hear("A cat sleeps", 8));
    }

    [Fact]
    public void A_short_utterance_is_decoded_from_its_beginning()
    {
        Pause(3, 3.5, "The dog barks.");
        Hear("The dog barks. A cat", 6.9);
        Assert.Equal((1.0, null), (Seconds(_window.Start), _window.Bound));
    }

    [Theory]
    [InlineData("The dog barks", "The dog barks and runs")]
    [InlineData("The dog barks.", "The dog barks, and runs")]
    [InlineData("The dog barks.", "The dog parks. A cat")]
    [InlineData("The dog barks.", "The dog barks.")]
    [InlineData("It is example.", "It is example.com")]
    public void What_is_no_sentence_or_is_heard_otherwise_amid_what_follows_is_decoded_again(string heard, string later)
    {
        Pause(3, 3.5, heard);
        Assert.Equal(later, Hear(later, 9));
        Assert.Equal(1, Seconds(_window.Start));
    }

    [Fact]
    public void One_sentence_after_the_other_is_left()
    {
        Pause(4, 4.5, "The dog barks.");
        Hear("The dog barks. A cat", 8);
        Pause(10, 10.4, "The dog barks. A cat sleeps.");
        Hear("A cat sleeps. It", 11);
        Assert.Equal(10.4, Seconds(_window.Start));
        Assert.Equal("The dog barks. A cat sleeps. It dreams", Hear("It dreams", 12));
    }

    [Fact]
    public void Sentences_of_a_script_without_spaces_are_joined_without_one()
    {
        Pause(4, 4.5, "早安世界。");
        Hear("早安世界。今天", 8);
        Assert.Equal("早安世界。今天好", Hear("今天好", 9));
    }

    [Fact]
    public void The_draft_of_the_next_hearing_is_what_was_heard_of_what_is_decoded_and_that_of_the_final_is_all()
    {
        Pause(4, 4.5, "The dog barks.", 1, 2, 3);
        Assert.Equal([1, 2, 3], _window.Draft!);
        Hear("The dog barks. A cat", 8, 1, 2, 3, 4, 5);
        Assert.Equal([4, 5], _window.Draft!);
        var whole = _window.Hear(Heard("A cat sleeps", [4, 6]), 9 * Second);
        Assert.Equal([4, 6], _window.Draft!);
        Assert.Equal([1, 2, 3, 4, 6], whole.Tokens!);
        Pause(10, 10.4, "The dog barks. A cat sleeps.", 1, 2, 3, 4, 6, 7);
        Assert.Equal([4, 6, 7], _window.Draft!);
    }

    [Fact]
    public void How_sure_each_word_is_stays_known()
    {
        _window.Resume(4 * Second, 5 * Second, new Recognition("Dogs bark.") { WordConfidences = [0.9, 0.8] });
        _window.Hear(new Recognition("Dogs bark. A") { WordConfidences = [0.5, 0.5, 0.5] }, 8 * Second);
        Assert.Equal([0.9, 0.8, 0.7], _window.Hear(new Recognition("A") { WordConfidences = [0.7] }, 9 * Second).WordConfidences!);
    }

    [Fact]
    public void Nothing_heard_behind_what_was_said_leaves_that()
    {
        Pause(4, 4.5, "The dog barks.");
        Hear("The dog barks. A", 8);
        Assert.Equal("The dog barks.", Hear("", 9));
    }

    private static double Seconds(long samples) => (double)samples / Second;

    private static Recognition Heard(string text, int[] tokens) => new(text) { Tokens = tokens.Length == 0 ? null : tokens };

    private void Pause(double from, double to, string heard, params int[] tokens) =>
        _window.Resume((long)(from * Second), (long)(to * Second), Heard(heard, tokens));

    private string Hear(string text, double end, params int[] tokens) => _window.Hear(Heard(text, tokens), (long)(end * Second)).Text;
}
