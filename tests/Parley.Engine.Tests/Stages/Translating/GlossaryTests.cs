using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Stages.Translating;
using Parley.Providers;

namespace Parley.Engine.Tests.Stages.Translating;

public sealed class GlossaryTests
{
    private static readonly GlossaryTerm[] Terms = [new("Parley", "Parley"), new("turn", "turno"), new("turn taking", "toma de turnos"), new("早安", "good morning")];

    [Theory]
    [InlineData("Parley is here", "QZXA is here", "Parley is here")]
    [InlineData("a TURN, a turn.", "a QZXA, a QZXB.", "a turno, a turno.")]
    [InlineData("turn taking", "QZXA", "toma de turnos")]
    [InlineData("turned overturn", "turned overturn", "turned overturn")]
    [InlineData("他說早安了", "他說QZXA了", "他說good morning了")]
    [InlineData("", "", "")]
    public void Terms_stand_aside_while_the_rest_is_translated(string text, string hidden, string restored)
    {
        var (without, translations) = Glossary.Hide(text, Terms);
        Assert.Equal(hidden, without);
        Assert.Equal(restored, Glossary.Restore(without, translations));
    }

    [Fact]
    public void A_translator_may_move_them_and_change_their_case() =>
        Assert.Equal("turno de Parley", Glossary.Restore("qzxb de QZXA", ["Parley", "turno"]));

    [Fact]
    public void A_term_that_was_lost_is_noticed() => Assert.Null(Glossary.Restore("QZXA", ["Parley", "turno"]));

    [Fact]
    public void A_text_that_holds_the_word_that_stands_for_terms_keeps_its_own() =>
        Assert.Equal("qzxa turn", Glossary.Hide("qzxa turn", Terms).Text);

    [Fact]
    public void Whatever_the_text_what_was_hidden_comes_back()
    {
        var words = Gen.Elements("turn", "turn taking", "Parley", "overturn", "x", "早安", "，", " ", ".").ListOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(words.ToArbitrary(), parts =>
        {
            var text = string.Concat(parts);
            GlossaryTerm[] same = [.. Terms.Select(term => term with { Translation = term.Term })];
            var (hidden, translations) = Glossary.Hide(text, same);
            return string.Equals(Glossary.Restore(hidden, translations), text, StringComparison.OrdinalIgnoreCase);
        }));
    }
}
