using Parley.Engine.Stages.Scripts;
using Parley.Providers;

namespace Parley.Engine.Tests.Stages.Scripts;

/// <summary>A text that grows, in another script: what was given is never taken back, and a phrase is not cut.</summary>
public sealed class StreamedScriptTests
{
    private readonly StreamedScript _script = new(new Hair());

    [Fact]
    public void What_may_be_a_part_of_a_phrase_is_held_back_until_a_mark_comes()
    {
        Assert.Equal("", _script.Push("头"));
        Assert.Equal("", _script.Push("发"));
        Assert.Equal("頭髮，", _script.Push("，"));
        Assert.Equal("", _script.Push("发"));
        Assert.Equal("發", _script.Flush());
        Assert.Equal("", _script.Flush());
    }

    [Fact]
    public void Other_scripts_go_by_as_they_come()
    {
        Assert.Equal("Hello", _script.Push("Hello"));
        Assert.Equal(" Ad", _script.Push(" Ad"));
        Assert.Equal("", _script.Push("发"));
        Assert.Equal("發 a", _script.Push(" a"));
    }

    [Fact]
    public void A_long_text_without_a_mark_is_given_while_it_grows()
    {
        var text = string.Concat(Enumerable.Repeat("头发和发", 20));
        var given = "";
        foreach (var letter in text)
        {
            given += _script.Push(letter.ToString());
        }

        Assert.InRange(given.Length, text.Length - 16, text.Length - 1);
        Assert.Equal(string.Concat(Enumerable.Repeat("頭髮和發", 20)), given + _script.Flush());
    }

    [Theory]
    [InlineData("头发，发。Hair: 头发! 发", "頭髮，發。Hair: 頭髮! 發")]
    [InlineData("", "")]
    [InlineData("发头。", "發頭。")]
    public void However_it_is_cut_it_comes_to_the_same(string text, string converted)
    {
        for (var size = 1; size <= Math.Max(1, text.Length); size++)
        {
            Assert.Equal(converted, string.Concat(text.Chunk(size).Select(piece => _script.Push(new string(piece)))) + _script.Flush());
        }
    }

    /// <summary>One character is written in two ways, as what stands before it says.</summary>
    private sealed class Hair : IScriptConverter
    {
        public string Convert(string text) => text.Replace("头发", "頭髮", StringComparison.Ordinal).Replace('头', '頭').Replace('发', '發');
    }
}
