using FsCheck;
using FsCheck.Fluent;
using Parley.Server.Evaluation;

namespace Parley.Server.Tests.Evaluation;

public sealed class ErrorRateTests
{
    [Theory]
    [InlineData("the cat sat", "the cat sat", 0, 0, 0)]
    [InlineData("the cat sat", "the hat sat", 1, 0, 0)]
    [InlineData("the cat sat", "the sat", 0, 1, 0)]
    [InlineData("the cat sat", "the fat cat sat", 0, 0, 1)]
    [InlineData("the cat sat", "", 0, 3, 0)]
    [InlineData("", "the cat", 0, 0, 2)]
    [InlineData("a b c d", "b c d e", 0, 1, 1)]
    public void Errors_are_counted_by_kind(string reference, string hypothesis, int substituted, int deleted, int inserted)
    {
        var counts = Compare(reference, hypothesis);
        Assert.Equal((substituted, deleted, inserted), (counts.Substitutions, counts.Deletions, counts.Insertions));
    }

    [Theory]
    [InlineData("block books", "blockbooks", 1)]
    [InlineData("the woodcutters of", "the wood cutters of", 1)]
    [InlineData("usa", "u s a", 1)]
    [InlineData("never mind cannot", "nevermind can not", 2)]
    public void Words_joined_or_split_differently_are_no_error(string reference, string hypothesis, int joined)
    {
        var counts = Compare(reference, hypothesis);
        Assert.Equal((0, joined), (counts.Errors, counts.Joined));
    }

    [Theory]
    [InlineData("block books", "blockbook", 2)]
    [InlineData("wood cutters", "cutterswood", 2)]
    [InlineData("1 2", "12", 2)]
    [InlineData("a b c d e", "abcde", 5)]
    [InlineData("wood the cutters", "woodcutters", 3)]
    public void Only_neighbours_that_spell_the_whole_word_join(string reference, string hypothesis, int errors) =>
        Assert.Equal(errors, Compare(reference, hypothesis).Errors);

    [Fact]
    public void A_rate_needs_a_reference_and_may_pass_one()
    {
        Assert.Null(Compare("", "a").Rate);
        Assert.Equal(2, Compare("a", "b c").Rate);
    }

    [Fact]
    public void Counts_add_up()
    {
        var sum = Compare("a b", "a c") + Compare("a b", "b") + Compare("ab c", "a b c d");
        Assert.Equal(new ErrorCounts(6, 1, 1, 1, 1), sum);
    }

    [Fact]
    public void A_text_has_no_errors_against_itself() =>
        Prop.ForAll(Texts(12), text => Compare(text, text) is { Errors: 0, Joined: 0 }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_alignment_has_fewer_errors() =>
        Prop.ForAll(Texts(6), Texts(6), (reference, hypothesis) =>
            Compare(reference, hypothesis).Errors == Least(reference, hypothesis)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_counts_account_for_every_unit_when_nothing_joins() =>
        Prop.ForAll(Texts(8, "x", "y", "z"), Texts(8, "x", "y", "z"), (reference, hypothesis) =>
        {
            var counts = Compare(reference, hypothesis);
            return counts.Reference == reference.Length
                && counts.Reference - counts.Deletions + counts.Insertions == hypothesis.Length
                && counts.Errors >= Math.Abs(reference.Length - hypothesis.Length);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Swapping_the_sides_swaps_insertions_and_deletions() =>
        Prop.ForAll(Texts(8, "x", "y", "z"), Texts(8, "x", "y", "z"), (left, right) =>
        {
            var (there, back) = (Compare(left, right), Compare(right, left));
            return there.Substitutions == back.Substitutions
                && there.Insertions == back.Deletions
                && there.Deletions == back.Insertions;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Swapping_the_sides_keeps_the_sum_with_joins_too() =>
        Prop.ForAll(Texts(8), Texts(8), (left, right) =>
            Compare(left, right).Errors == Compare(right, left).Errors).QuickCheckThrowOnFailure();

    private static ErrorCounts Compare(string reference, string hypothesis) => Compare(Words(reference), Words(hypothesis));

    private static ErrorCounts Compare(string[] reference, string[] hypothesis) => ErrorRate.Compare(reference, hypothesis);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Words that often join: the default alphabet spells some of its words with others.</summary>
    private static Arbitrary<string[]> Texts(int longest, params string[] alphabet) =>
        Gen.Choose(0, longest)
            .SelectMany(length => Gen.Elements(alphabet is [] ? ["a", "b", "ab", "aab", "ba"] : alphabet).ArrayOf(length))
            .ToArbitrary();

    /// <summary>The least number of errors over every alignment, tried one by one.</summary>
    private static int Least(ReadOnlySpan<string> reference, ReadOnlySpan<string> hypothesis)
    {
        if (reference.IsEmpty || hypothesis.IsEmpty)
        {
            return reference.Length + hypothesis.Length;
        }

        var least = 1 + Math.Min(Least(reference[1..], hypothesis), Least(reference, hypothesis[1..]));
        for (var left = 1; left <= Math.Min(4, reference.Length); left++)
        {
            for (var right = 1; right <= Math.Min(4, hypothesis.Length); right++)
            {
                if (left > 1 && right > 1)
                {
                    continue;
                }

                var same = string.Equals(
                    string.Concat(reference[..left]), string.Concat(hypothesis[..right]), StringComparison.Ordinal);
                if (same || left + right == 2)
                {
                    least = Math.Min(least, (same ? 0 : 1) + Least(reference[left..], hypothesis[right..]));
                }
            }
        }

        return least;
    }
}
