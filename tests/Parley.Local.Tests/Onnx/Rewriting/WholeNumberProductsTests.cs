using Parley.Local.Onnx.Rewriting;
using static Parley.Local.Tests.Onnx.Rewriting.SmallNetwork;

namespace Parley.Local.Tests.Onnx.Rewriting;

[Collection(nameof(Engines))]
public sealed class WholeNumberProductsTests(Engines engines)
{
    private const byte Zero = 120;
    private const float Scale = 0.02f;

    private static readonly float[] Input = [0.5f, -1, 2, 0.25f, 1, 1, -0.5f, 0];

    // [Width, Columns]
    private static readonly byte[] Weights = [0, 255, 120, 10, 200, 130, 77, 90, 101, 255, 0, 128];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Products_with_bytes_turned_into_floats_become_products_of_bytes_with_the_same_result(bool turned, bool inBranches)
    {
        var network = Product(turned);
        network = inBranches ? network.InBranches("product") : network.Node("Identity", ["product"], "y");

        var graphs = new Network(new ModelProto { Graph = network.Rewritten()! }).Graphs;
        var operations = graphs.SelectMany(graph => graph.Node).Select(node => node.OpType).ToList();
        Assert.Equal(inBranches ? 2 : 1, operations.Count(operation => operation is "MatMulInteger"));
        Assert.DoesNotContain("DequantizeLinear", operations);
        Assert.DoesNotContain("Transpose", operations);
        Assert.DoesNotContain("MatMul", operations);

        Assert.NotNull(engines);
        var rounding = 0.5f * (Input.Max() - Input.Min()) / byte.MaxValue * Width * Scale * byte.MaxValue;
        Assert.All(network.Run(Input).Zip(Expected()), pair => Assert.Equal(pair.Second, pair.First, rounding));
    }

    [Fact]
    public void What_else_reads_the_floats_goes_on_reading_them()
    {
        // y = x · weights + the first row of the weights
        var network = Product(turned: false).Bytes("first", [0, 0, 0, 0, 0, 0, 0, 0], 1)
            .Node("ReduceSum", ["floats"], "sum").Node("Add", ["product", "sum"], "y");

        Assert.Contains(network.Rewritten()!.Node, node => node is { OpType: "DequantizeLinear" });
        Assert.Contains(network.Rewritten()!.Node, node => node is { OpType: "MatMulInteger" });
    }

    [Fact]
    public void Weights_with_a_scale_for_each_column_stay_as_they_are()
    {
        var network = new SmallNetwork().Bytes("bytes", Weights, Width, Columns).Listed("zero", Zero)
            .Float("scale", Scale, 3).Node("DequantizeLinear", ["bytes", "scale", "zero"], "floats").Node("MatMul", ["x", "floats"], "y");

        Assert.Null(network.Rewritten());
    }

    [Fact]
    public void Weights_that_are_no_constants_stay_as_they_are()
    {
        var network = new SmallNetwork().Listed("zero", Zero).Float("scale", Scale)
            .Node("DynamicQuantizeLinear", ["x"], "bytes", "s", "z")
            .Node("DequantizeLinear", ["bytes", "scale", "zero"], "floats").Node("MatMul", ["x", "floats"], "y");

        Assert.Null(network.Rewritten());
    }

    /// <summary>product = x · (bytes − zero) × scale</summary>
    private static SmallNetwork Product(bool turned)
    {
        var network = new SmallNetwork().Listed("zero", Zero).Float("scale", Scale);
        return (turned
            ? network.Bytes("kept", Turned(Weights), Columns, Width).Node("Transpose", ["kept"], "bytes")
            : network.Bytes("bytes", Weights, Width, Columns))
            .Node("DequantizeLinear", ["bytes", "scale", "zero"], "floats").Node("MatMul", ["x", "floats"], "product");
    }

    private static byte[] Turned(byte[] weights) =>
        [.. from column in Enumerable.Range(0, Columns) from row in Enumerable.Range(0, Width) select weights[(row * Columns) + column]];

    private static IEnumerable<float> Expected() =>
        from row in Enumerable.Range(0, Rows)
        from column in Enumerable.Range(0, Columns)
        select Enumerable.Range(0, Width).Sum(k => Input[(row * Width) + k] * (Weights[(k * Columns) + column] - Zero) * Scale);
}
