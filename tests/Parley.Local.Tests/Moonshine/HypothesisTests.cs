using Parley.Local.Moonshine;

namespace Parley.Local.Tests.Moonshine;

public sealed class HypothesisTests
{
    private const double Sure = -0.05;
    private const double Unsure = -1.5;
    private const double Never = -15;

    [Fact]
    public void What_was_chosen_surely_stays()
    {
        var hypothesis = Written([.. Enumerable.Repeat((Sure, Never), 10), (Sure, Sure)]);
        hypothesis.CutInvented();
        Assert.Equal(10, hypothesis.Tokens.Count);
        Assert.Equal(Math.Exp(Sure), hypothesis.Confidence, 6);
    }

    [Fact]
    public void An_unsure_end_is_cut_where_stopping_was_likely()
    {
        var hypothesis = Written(
            [.. Enumerable.Repeat((Sure, Never), 20), (Unsure, -3.0), (Unsure, -6.0), (Unsure, -6.0), (Unsure, -6.0), (Unsure, -6.0), (Sure, Sure)]);
        var before = hypothesis.Confidence;
        hypothesis.CutInvented();
        Assert.Equal(20, hypothesis.Tokens.Count);
        Assert.True(hypothesis.Confidence > before);
    }

    [Fact]
    public void An_unsure_end_stays_where_stopping_was_unlikely()
    {
        var hypothesis = Written([.. Enumerable.Repeat((Sure, Never), 5), .. Enumerable.Repeat((Unsure, Never), 3), (Sure, Sure)]);
        hypothesis.CutInvented();
        Assert.Equal(8, hypothesis.Tokens.Count);
    }

    [Fact]
    public void A_word_is_not_cut_to_nothing()
    {
        var hypothesis = Written([(-3.0, -0.1), (-3.0, -0.1), (-0.1, -0.1)]);
        hypothesis.CutInvented();
        Assert.NotEmpty(hypothesis.Tokens);
    }

    [Fact]
    public void Of_nothing_nothing_is_cut()
    {
        var hypothesis = new Hypothesis();
        hypothesis.CutInvented();
        Assert.Equal((0, 0.0), (hypothesis.Tokens.Count, hypothesis.Confidence));
    }

    /// <summary>The last choice is the end.</summary>
    private static Hypothesis Written(IReadOnlyList<(double Choice, double End)> choices)
    {
        var hypothesis = new Hypothesis();
        foreach (var (index, (choice, end)) in choices.Index())
        {
            hypothesis.Choose(choice, end);
            if (index < choices.Count - 1)
            {
                hypothesis.Write(index + 100);
            }
        }

        return hypothesis;
    }
}
