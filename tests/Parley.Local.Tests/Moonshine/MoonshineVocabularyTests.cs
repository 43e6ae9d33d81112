using Parley.Local.Moonshine;

namespace Parley.Local.Tests.Moonshine;

public sealed class MoonshineVocabularyTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Tokens_are_joined_and_their_marks_become_spaces()
    {
        var vocabulary = MoonshineVocabulary.Load(Installed.Moonshine("tiny").Files["tokens"]);
        Assert.Equal(32_768, vocabulary.Count);
        Assert.Equal("t t et", vocabulary.Text([MoonshineVocabulary.Begin, 260, 260, 259, 300, MoonshineVocabulary.End]).Replace("  ", " ", StringComparison.Ordinal));
        Assert.Equal("", vocabulary.Text([]));
    }

    [Fact]
    public void A_character_of_several_byte_tokens_is_put_together_and_half_of_one_replaced()
    {
        // Tokens 3 to 258 are the bytes 0 to 255.
        var vocabulary = MoonshineVocabulary.Load(Installed.Moonshine("tiny").Files["tokens"]);
        Assert.Equal("é", vocabulary.Text([0xC3 + 3, 0xA9 + 3]));
        Assert.Equal("\uFFFD", vocabulary.Text([0xC3 + 3]));
    }

    [Theory]
    [InlineData("YQ== 0\nYg== 2", "Line 2")]
    [InlineData("YQ== 0\nnot base64! 1", "Line 2")]
    [InlineData("YQ==", "Line 1")]
    public void A_line_that_is_no_token_is_named(string text, string line)
    {
        File.WriteAllText(_file, text);
        Assert.Contains(line, Assert.Throws<FormatException>(() => MoonshineVocabulary.Load(_file)).Message, StringComparison.Ordinal);
    }
}
