using Parley.Local.OpenCc;

namespace Parley.Local.Tests.OpenCc;

public sealed class OpenCcConverterTests
{
    private readonly OpenCcConverter _converter = OpenCcConverter.Open() ?? throw new InvalidOperationException("OpenCC is not installed.");

    [Theory]
    [InlineData("软件", "軟體")]
    [InlineData("鼠标里面的硅二极管坏了", "滑鼠裡面的矽二極體壞了")]
    [InlineData("头发发展", "頭髮發展")]
    [InlineData("皇后在后面", "皇后在後面")]
    [InlineData("hello, world", "hello, world")]
    [InlineData("用 software 写", "用 software 寫")]
    [InlineData("", "")]
    [InlineData("👩‍👩‍👧‍👦𠮷", "👩‍👩‍👧‍👦𠮷")]
    public void Simplified_is_written_as_in_Taiwan(string simplified, string taiwan) => Assert.Equal(taiwan, _converter.Convert(simplified));

    [Fact]
    public void What_is_written_so_already_stays_as_it_is() => Assert.Equal("軟體在電腦裡", _converter.Convert("軟體在電腦裡"));

    [Fact]
    public void Many_at_once_do_not_mix() =>
        Assert.All(Enumerable.Range(0, 200).AsParallel().Select(i => (i, _converter.Convert($"软件{i}"))), one => Assert.Equal($"軟體{one.i}", one.Item2));
}
