using Parley.Local.Onnx;
using Parley.Local.Onnx.Rewriting;

namespace Parley.Local.Tests.Onnx.Rewriting;

public sealed class NetworkRewriterTests
{
    [Theory]
    [InlineData("")]
    [InlineData("not a model")]
    [InlineData("\u0008\u0008")]
    public void What_is_no_network_is_refused(string content) =>
        Assert.Throws<OnnxException>(() => NetworkRewriter.Rewrite(new MemoryStream([.. content.Select(letter => (byte)letter)])));

    [Theory]
    [InlineData("tiny")]
    [InlineData("base")]
    public void The_installed_decoders_turn_no_matrix_into_floats_any_more(string size)
    {
        using var file = File.OpenRead(Installed.Moonshine(size).Files["merged_decoder"]);
        var network = new Network((ModelProto)NetworkRewriter.Rewrite(file)!);

        var products = network.Graphs.SelectMany(graph => graph.Node).Where(node => node is { OpType: "MatMulInteger" }).ToList();
        Assert.Equal(2, products.Count(node => network.Constant(node.Input[1])?.Dims is [_, 32768]));
        var floats = network.Graphs.SelectMany(graph => graph.Node).Where(node => node is { OpType: "DequantizeLinear" });
        Assert.DoesNotContain(floats, node => network.Constant(node.Input[0]) is not null);
    }

    [Fact]
    public void A_network_without_such_products_stays_as_it_is()
    {
        using var file = File.OpenRead(Installed.VoiceDetector);
        Assert.Null(NetworkRewriter.Rewrite(file));
    }
}
