using Parley.Engine.Turns;

namespace Parley.Engine.Tests.Turns;

public sealed class BackchannelTests
{
    [Theory]
    [InlineData("Mm-hm.")]
    [InlineData("uh-huh")]
    [InlineData("Uh huh.")]
    [InlineData("Yeah, yeah.")]
    [InlineData("I see.")]
    [InlineData("Okay")]
    [InlineData("嗯。")]
    [InlineData("對對對")]
    [InlineData("嗯，對啊")]
    [InlineData("是的。")]
    [InlineData("哦，了解。")]
    public void Sounds_of_listening_are_no_turn(string text) => Assert.True(Backchannel.Is(text));

    [Theory]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("Stop.")]
    [InlineData("Yeah but wait")]
    [InlineData("No")]
    [InlineData("yeah yeah yeah yeah")]
    [InlineData("對不起")]
    [InlineData("嗯我想問")]
    [InlineData("不對")]
    public void Everything_else_is(string text) => Assert.False(Backchannel.Is(text));
}
