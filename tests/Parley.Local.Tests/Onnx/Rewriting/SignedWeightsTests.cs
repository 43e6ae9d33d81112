using Parley.Local.Onnx.Rewriting;
using static Parley.Local.Tests.Onnx.Rewriting.SmallNetwork;

namespace Parley.Local.Tests.Onnx.Rewriting;

[Collection(nameof(Engines))]
public sealed class SignedWeightsTests(Engines engines)
{
    private const byte Zero = 3;

    // [Width, Columns]
    private static readonly byte[] Weights = [0, 255, 120, 10, 200, 130, 77, 90, 101, 255, 0, 128];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_product_is_exactly_what_it_was(bool zeroIsListed)
    {
        Assert.NotNull(engines);
        // Numbers that are whole at the scale that their range gives.
        float[] input = [0, 255, 1, 128, 254, 2, 77, 0];
        var expected =
            from row in Enumerable.Range(0, Rows)
            from column in Enumerable.Range(0, Columns)
            select Enumerable.Range(0, Width).Sum(k => input[(row * Width) + k] * (Weights[(k * Columns) + column] - Zero));

        Assert.Equal(expected, Products(zeroIsListed).Run(input));
    }

    [Fact]
    public void Weights_and_their_zero_become_signed()
    {
        var network = new Network(new ModelProto { Graph = Products(zeroIsListed: true).Graph.Clone() });

        Assert.True(SignedWeights.Apply(network));
        Assert.Equal(Network.Signed8, network.Constant("weights")!.DataType);
        Assert.Equal(Network.Signed8, network.Constant("zero")!.DataType);
        Assert.Equal(Weights.Select(weight => (sbyte)(weight - 128)), network.Constant("weights")!.RawData.Select(value => (sbyte)value));
        Assert.Equal([unchecked((byte)(Zero - 128))], network.Constant("zero")!.RawData);
    }

    [Fact]
    public void What_another_node_reads_as_well_stays_unsigned_and_so_does_all_that_goes_with_it()
    {
        var network = new Network(new ModelProto
        {
            Graph = Products(zeroIsListed: true).Bytes("others", Weights, Width, Columns)
                .Node("MatMulInteger", ["bytes", "others", "z", "zero"], "more").Node("Identity", ["others"], "read").Graph.Clone(),
        });

        Assert.False(SignedWeights.Apply(network));
        Assert.All(["weights", "zero", "others"], name => Assert.Equal(Network.Unsigned8, network.Constant(name)!.DataType));
    }

    [Fact]
    public void Weights_without_a_zero_stay_unsigned()
    {
        var network = new SmallNetwork().Bytes("weights", Weights, Width, Columns)
            .Node("DynamicQuantizeLinear", ["x"], "bytes", "s", "z").Node("MatMulInteger", ["bytes", "weights", "z"], "sums").Cast("sums", "y");

        Assert.False(SignedWeights.Apply(new Network(new ModelProto { Graph = network.Graph.Clone() })));
    }

    private static SmallNetwork Products(bool zeroIsListed)
    {
        var network = new SmallNetwork().Bytes("weights", Weights, Width, Columns);
        return (zeroIsListed ? network.Listed("zero", Zero) : network.Bytes("zero", [Zero]))
            .Node("DynamicQuantizeLinear", ["x"], "bytes", "s", "z")
            .Node("MatMulInteger", ["bytes", "weights", "z", "zero"], "sums").Cast("sums", "y");
    }
}
