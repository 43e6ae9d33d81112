namespace Parley.Engine.Transcription;

public sealed class UnspacedScriptsTests
{
    [Theory]
    [InlineData("Hello.", "World", " ")]
    [InlineData("早安。", "世界", "")]
    [InlineData("𠀀", "𠀁", "")]
    [InlineData("早安。", "world", " ")]
    [InlineData("Hello", "世界", " ")]
    [InlineData("", "Hello", "")]
    [InlineData("Hello", "", "")]
    public void Texts_are_joined_with_a_space_except_inside_a_script_without(string before, string after, string separator) =>
        Assert.Equal(separator, UnspacedScripts.Separator(before, after));
}
