using Parley.Engine.Stages;

namespace Parley.Engine.Tests.Stages;

public sealed class LoopTests
{
    [Theory]
    [InlineData("of about 1455, is a book that is 1455, and it is a book that is 1455.")]
    [InlineData("going on and on and on and on and on and on")]
    public void Four_words_in_a_row_twice_are_a_loop(string text) => Assert.True(Words.Loop(text));

    [Theory]
    [InlineData("")]
    [InlineData("very very very good")]
    [InlineData("the best of times, the worst of times")]
    public void Fewer_are_not(string text) => Assert.False(Words.Loop(text));
}
