using System.Runtime.InteropServices;

namespace Parley.Local.Tests.Onnx.Rewriting;

public sealed class KnownScalesTests
{
    private static readonly string[] Keys = ["batch", "8", "past", "36"];

    [Fact]
    public void What_an_attention_is_scaled_by_is_a_constant()
    {
        var network = Scaling().Input("past.0.key", Keys).Input("past.0.value", Keys).Rewritten()!;

        Assert.Equal(["Mul"], network.Node.Select(node => node.OpType));
        var scale = Assert.Single(network.Initializer, constant => constant.Name.Equals(network.Node[0].Input[1], StringComparison.Ordinal));
        Assert.Equal([1L], scale.Dims);
        Assert.Equal(Math.Pow(36, -0.25), MemoryMarshal.Read<float>(scale.RawData.Span), 1e-6);
    }

    [Fact]
    public void Where_nothing_says_the_size_of_a_head_or_two_say_different_ones_it_stays()
    {
        Assert.Null(Scaling().Rewritten());
        Assert.Null(Scaling().Input("past.0.key", Keys).Input("past.0.value", "batch", "8", "past", "40").Rewritten());
        Assert.Null(Scaling().Input("past.0.key", "batch", "8", "past", "size").Rewritten());
    }

    [Fact]
    public void A_root_of_something_else_stays() =>
        Assert.Null(new SmallNetwork().Input("past.0.key", Keys).Node("Sqrt", ["x"], "root").Node("Mul", ["x", "root"], "y").Rewritten());

    /// <summary>y = x · √(1 / √(the last size of x))</summary>
    private static SmallNetwork Scaling() => new SmallNetwork()
        .Node("Shape", ["x"], "sizes").WholeNumbers("from", -1).WholeNumbers("to", long.MaxValue).Node("Slice", ["sizes", "from", "to"], "size")
        .Cast("size", "number").Node("Sqrt", ["number"], "root").Float("one", 1).Node("Div", ["one", "root"], "share")
        .Node("Sqrt", ["share"], "scale").Node("Mul", ["x", "scale"], "y");
}
