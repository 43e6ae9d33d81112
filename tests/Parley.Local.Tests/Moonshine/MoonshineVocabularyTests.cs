using System.Text;
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

    [Fact]
    public void A_word_is_as_probable_as_its_tokens_together_and_punctuation_does_not_count()
    {
        var vocabulary = Vocabulary("<s>", "</s>", "", "▁mo", "on", "shine", ",", "▁is", ".", "▁", "'", "s", "▁▁");
        Assert.Equal([0.125, 0.5], Words(3, 4, 5, 6, 7, 8));
        Assert.Equal([0.25], Words(9, 3, 4, 9));
        Assert.Equal([0.25, 0.5], Words(3, 10, 11, 12, 5));
        Assert.Equal([0.5, 1, 0.5], Words(3, 9, 10, 7));
        Assert.Empty(Words());

        double[] Words(params int[] tokens)
        {
            var words = vocabulary.WordConfidences(tokens, [.. tokens.Select(_ => Math.Log(0.5)), Math.Log(0.01)]);
            Assert.Equal(vocabulary.Text(tokens).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, words.Count);
            return [.. words.Select(word => Math.Round(word, 6))];
        }
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

    private MoonshineVocabulary Vocabulary(params string[] tokens)
    {
        File.WriteAllLines(_file, tokens.Select((token, number) => $"{Convert.ToBase64String(Encoding.UTF8.GetBytes(token))} {number}"));
        return MoonshineVocabulary.Load(_file);
    }
}
