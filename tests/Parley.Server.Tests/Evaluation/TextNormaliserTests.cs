using Parley.Server.Evaluation;

namespace Parley.Server.Tests.Evaluation;

public sealed class TextNormaliserTests
{
    [Theory]
    [InlineData("Hello, World!", "hello world")]
    [InlineData("“Quoted” – and… (dashed)—twice", "quoted and dashed twice")]
    [InlineData("picture-books", "picture books")]
    [InlineData("end.Next", "end next")]
    [InlineData("  many \t\n spaces ", "many spaces")]
    [InlineData("Ｈｅｌｌｏ　ｗｏｒｌｄ", "hello world")]
    [InlineData("a ﬁne co\u00ADopera\u200Btion", "a fine cooperation")]
    [InlineData("", "")]
    [InlineData("?!…", "")]
    public void Case_width_and_punctuation_do_not_count(string text, string units) => Same(units, text);

    [Fact]
    public void An_accent_is_the_same_composed_or_not_and_still_an_accent()
    {
        Same("résumé", "re\u0301sume\u0301");
        Different("résumé", "resume");
    }

    [Theory]
    [InlineData("15th", "fifteenth")]
    [InlineData("21st", "twenty-first")]
    [InlineData("30", "thirty")]
    [InlineData("42", "forty-two")]
    [InlineData("105", "one hundred and five")]
    [InlineData("100", "a hundred")]
    [InlineData("1455", "fourteen fifty-five")]
    [InlineData("1455", "one thousand four hundred and fifty-five")]
    [InlineData("1,455", "fourteen hundred and fifty five")]
    [InlineData("1405", "fourteen oh five")]
    [InlineData("1900", "nineteen hundred")]
    [InlineData("2005", "two thousand and five")]
    [InlineData("2024", "twenty twenty-four")]
    [InlineData("2024", "two thousand twenty four")]
    [InlineData("2500", "twenty-five hundred")]
    [InlineData("105,000", "one hundred and five thousand")]
    [InlineData("1,200,007", "one million two hundred thousand and seven")]
    [InlineData("101st", "one hundred and first")]
    [InlineData("the 1920s", "the nineteen twenties")]
    [InlineData("the 80's", "the eighties")]
    [InlineData("3.14", "three point one four")]
    [InlineData("2.5 million", "two point five million")]
    [InlineData("50%", "fifty percent")]
    [InlineData("at 10:30 p.m.", "at ten thirty PM")]
    [InlineData("at 10:05", "at ten oh five")]
    [InlineData("at 10:00", "at ten")]
    [InlineData("$5", "five dollars")]
    [InlineData("$1", "one dollar")]
    [InlineData("£5.20", "five pounds and twenty pence")]
    [InlineData("€3 million", "three million euros")]
    [InlineData("007", "zero zero seven")]
    [InlineData("an mp3", "an MP three")]
    [InlineData("12345678901234567890", "one two three four five six seven eight nine zero one two three four five six seven eight nine zero")]
    public void A_number_is_the_same_in_digits_and_in_words(string digits, string words)
    {
        Same(words, digits);
        Assert.All(TextNormaliser.Normalise(digits, "en"), unit => Assert.DoesNotContain(unit, char.IsDigit));
    }

    [Theory]
    [InlineData("30", "thirteen")]
    [InlineData("50", "fifteen")]
    [InlineData("15th", "fifteen")]
    [InlineData("12", "one two")]
    [InlineData("1455", "fourteen fifty")]
    [InlineData("100", "the hundred")]
    [InlineData("two hundred", "one hundred")]
    [InlineData("one hundred and two hundred", "one hundred two hundred")]
    [InlineData("$5", "five pounds")]
    [InlineData("10:05", "ten fifty")]
    [InlineData("3.5", "three five")]
    [InlineData("five and six", "five six")]
    public void Different_numbers_stay_different(string left, string right) => Different(left, right);

    [Theory]
    [InlineData("what's the date", "what is the date")]
    [InlineData("whats the date", "what is the date")]
    [InlineData("don’t", "do not")]
    [InlineData("dont", "do not")]
    [InlineData("I can't", "I can not")]
    [InlineData("they won't", "they will not")]
    [InlineData("we're, you'll, they've, I'm", "we are you will they have I am")]
    [InlineData("shouldn't've", "should not have")]
    [InlineData("let's go", "let us go")]
    public void A_contraction_with_one_reading_is_written_out(string contracted, string full) => Same(full, contracted);

    [Theory]
    [InlineData("he'd", "he would")]
    [InlineData("he'd", "he had")]
    [InlineData("John's", "John is")]
    [InlineData("John's", "John")]
    [InlineData("its", "it is")]
    [InlineData("it's been", "it has been")]
    [InlineData("were", "we are")]
    [InlineData("well", "we will")]
    [InlineData("ain't", "am not")]
    [InlineData("gonna", "going to")]
    public void A_contraction_with_several_readings_is_not(string contracted, string full) => Different(full, contracted);

    [Theory]
    [InlineData("John's o'clock", "johns oclock")]
    [InlineData("the dogs' 'tails'", "the dogs tails")]
    public void Apostrophes_that_remain_are_dropped(string text, string units) => Same(units, text);

    [Theory]
    [InlineData("Mr. Quilter", "Mister Quilter")]
    [InlineData("Dr Jones and Mrs Jones", "Doctor Jones and Missus Jones")]
    [InlineData("Smith & Sons", "Smith and Sons")]
    [InlineData("the U.S. navy", "the US navy")]
    [InlineData("OK", "okay")]
    [InlineData("colourful neighbours", "colorful neighbors")]
    [InlineData("the organisation realised", "the organization realized")]
    [InlineData("analysing grey theatres", "analyzing gray theaters")]
    [InlineData("dishonourable", "dishonourable")]
    public void Abbreviations_and_spellings_of_the_same_word_are_one(string left, string right) => Same(right, left);

    [Theory]
    [InlineData("organism", "organizm")]
    [InlineData("analyses", "analyzes")]
    [InlineData("four", "for")]
    [InlineData("hour", "hor")]
    [InlineData("wise", "wize")]
    [InlineData("St. Mark", "Saint Mark")]
    [InlineData("um yes", "yes")]
    [InlineData("their", "there")]
    [InlineData("a book", "the book")]
    public void Other_words_stay_what_they_are(string left, string right) => Different(left, right);

    [Fact]
    public void Chinese_is_cut_into_characters_and_keeps_foreign_words_whole()
    {
        Assert.Equal(
            ["我", "用", "chatgpt", "寫", "了", "3", "篇", "文", "章"],
            TextNormaliser.Normalise("我用 ChatGPT 寫了 3 篇文章。", "zh-TW"));
    }

    [Fact]
    public void Chinese_punctuation_width_and_spaces_do_not_count()
    {
        Assert.Equal(
            TextNormaliser.Normalise("欢迎大家来体验,12", "zh"),
            TextNormaliser.Normalise("「欢迎」 大家，来体验！１２", "zh"));
    }

    [Fact]
    public void Traditional_and_simplified_characters_and_numerals_are_not_unified_in_Chinese()
    {
        Assert.NotEqual(TextNormaliser.Normalise("欢迎", "zh"), TextNormaliser.Normalise("歡迎", "zh"));
        Assert.NotEqual(TextNormaliser.Normalise("十五", "zh"), TextNormaliser.Normalise("15", "zh"));
    }

    [Fact]
    public void English_rules_are_for_English_alone()
    {
        Assert.Equal(["15", "mr", "centre"], TextNormaliser.Normalise("15 Mr. Centre", "fr"));
        Assert.Equal(["laprès", "midi"], TextNormaliser.Normalise("L’après-midi", "fr-FR"));
    }

    [Theory]
    [InlineData("zh-TW", true)]
    [InlineData("yue", true)]
    [InlineData("ja", true)]
    [InlineData("en-GB", false)]
    [InlineData("ko", false)]
    public void Characters_are_counted_where_no_spaces_are_written(string language, bool characters) =>
        Assert.Equal(characters, TextNormaliser.CountsCharacters(language));

    [Theory]
    [InlineData("It's 1455, Mr. O'Neil: \"forty-two lines\" for $2.50 at 10:05 on the 21st!")]
    [InlineData("nine trillion ninety nine hundred trillion and a half")]
    [InlineData("a hundred and a half, or a thousand and one")]
    public void Normalising_twice_changes_nothing_more(string text)
    {
        var once = TextNormaliser.Normalise(text, "en");
        Assert.Equal(once, TextNormaliser.Normalise(string.Join(' ', once), "en"));
    }

    private static void Same(string expected, string text) =>
        Assert.Equal(TextNormaliser.Normalise(expected, "en"), TextNormaliser.Normalise(text, "en"));

    private static void Different(string left, string right) =>
        Assert.NotEqual(TextNormaliser.Normalise(left, "en"), TextNormaliser.Normalise(right, "en"));
}
