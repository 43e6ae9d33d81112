using FsCheck;
using FsCheck.Fluent;
using Parley.Local.Apertium;

namespace Parley.Local.Tests.Apertium;

public sealed class ApertiumTextTests
{
    [Theory]
    [InlineData("The house.", "The house.[][\n]\0")]
    [InlineData("the house", "the house.[][][\n]\0")]
    [InlineData("a[b]/c^d$", "a\\[b\\]\\/c\\^d\\$.[][][\n]\0")]
    [InlineData("a\0b", "a b.[][][\n]\0")]
    public void A_text_is_written_so_that_nothing_in_it_is_a_sign(string text, string stream) => Assert.Equal(stream, ApertiumText.Write(text));

    [Theory]
    [InlineData("La casa es roja.[][\n]", "x.", "La casa es roja.")]
    [InlineData("Hola Mundo.[][][\n]", "x", "Hola Mundo")]
    [InlineData("roja y  lo[ \n] \\[x\\].[][][\n]", "x", "roja y lo [x]")]
    public void What_comes_back_is_plain_again(string stream, string asked, string text) => Assert.Equal(text, ApertiumText.Read(stream, asked));

    [Fact]
    public void A_text_that_passes_untranslated_is_the_text_that_was_sent()
    {
        var words = Gen.Elements("a", "[b]", "c/d", "^e$", @"\", "{f}", "<g>", "@", "早安", "é", ".", "?").NonEmptyListOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(words.ToArbitrary(), parts =>
        {
            var text = string.Join(' ', parts);
            return string.Equals(ApertiumText.Read(ApertiumText.Write(text)[..^1], text), text, StringComparison.Ordinal);
        }));
    }
}
