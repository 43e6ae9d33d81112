using Parley.Failures;
using Parley.Server.Evaluation.Clips;

namespace Parley.Server.Tests.Evaluation.Clips;

public sealed class ClipListTests
{
    [Fact]
    public void A_line_is_a_path_and_what_is_said()
    {
        var clip = Assert.Single(Read("a/b/one.wav\tHello, world!\n"));
        Assert.Equal(new Clip("/lists/a/b/one.wav", "a/b/one.wav", "a/b", "Hello, world!", "en"), clip);
    }

    [Fact]
    public void The_folder_is_the_set_and_the_list_s_own_folder_is_a_point() =>
        Assert.Equal("x . /abs", string.Join(' ', Read("x/1.wav\ta\n2.wav\tb\n/abs/3.wav\tc\n").Select(clip => clip.Set)));

    [Fact]
    public void A_header_is_no_clip_and_may_put_the_language_anywhere() =>
        Assert.Equal(
            [("1.wav", "zh-TW"), ("2.wav", "en")],
            Read("File\ttext\tseconds\tlang\r\n1.wav\t你好\t2\tzh-TW\r\n2.wav\thi\t2\t\r\n").Select(clip => (clip.Name, clip.Language)));

    [Fact]
    public void A_header_without_a_language_leaves_the_other_columns_alone() =>
        Assert.Equal("en", Assert.Single(Read("path\ttext\tspeaker\n1.wav\thi\tde\n")).Language);

    [Theory]
    [InlineData("zh", "zh")]
    [InlineData("pt-BR", "pt-BR")]
    [InlineData("3.5", "en")]
    [InlineData("somebody", "en")]
    public void Without_a_header_a_third_column_is_the_language_if_it_looks_like_one(string third, string language) =>
        Assert.Equal(language, Assert.Single(Read($"1.wav\thi\t{third}\n")).Language);

    [Fact]
    public void Empty_lines_are_passed_over_and_a_reference_may_be_empty() =>
        Assert.Equal("", Assert.Single(Read("\n  \nnoise.wav\t\n")).Reference);

    [Theory]
    [InlineData("1.wav\thi\n2.wav hi\n", "Line 2")]
    [InlineData("\thi\n", "Line 1")]
    [InlineData("file\ttext\n", "no clips")]
    [InlineData("", "no clips")]
    public void What_cannot_be_read_is_named(string list, string expected)
    {
        using var reader = new StringReader(list);
        var outcome = ClipList.Read(reader, "/lists", "en");
        Assert.Equal(ErrorCodes.InvalidRequest, outcome.Error?.Code);
        Assert.Contains(expected, outcome.Error!.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Clip> Read(string list)
    {
        using var reader = new StringReader(list);
        return ClipList.Read(reader, "/lists", "en").ValueOrThrow();
    }
}
