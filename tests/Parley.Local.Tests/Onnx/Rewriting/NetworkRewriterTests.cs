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

    [Theory]
    [InlineData("tiny", 6)]
    [InlineData("base", 8)]
    public void The_installed_decoders_work_out_no_scale_and_hardly_a_shape_at_every_token(string size, int layers)
    {
        using var file = File.OpenRead(Installed.Moonshine(size).Files["merged_decoder"]);
        var before = new Network(ModelProto.Parser.ParseFrom(file)).Graphs;
        file.Position = 0;
        var after = new Network((ModelProto)NetworkRewriter.Rewrite(file)!).Graphs;

        // One with what was written before, one without; the graph around them chooses.
        Assert.Equal(3, after.Count);
        Assert.All(after.Zip(before).Skip(1), pair =>
        {
            var (now, then) = (pair.First.Node, pair.Second.Node);
            var scales = then.Count(node => node.OpType is "Sqrt") - now.Count(node => node.OpType is "Sqrt");
            Assert.Equal(layers * 2 * 3, scales);
            Assert.InRange(now.Count(node => node.OpType is "Shape"), 1, then.Count(node => node.OpType is "Shape") / 2);
            Assert.InRange(now.Count, 1, (int)(0.85 * then.Count));
        });
    }
}
