using Parley.Local.Onnx.Rewriting;

namespace Parley.Local.Tests.Onnx.Rewriting;

[Collection(nameof(Engines))]
public sealed class RotaryEmbeddingsTests(Engines engines)
{
    private readonly Random _random = new(11);

    [Fact]
    public void Turning_pairs_of_values_by_their_place_is_a_product_and_a_sum()
    {
        var operations = RotaryNetwork.Rewritten(RotaryNetwork.Create())!.Graph.Node.Select(node => node.OpType).ToList();

        Assert.All(["Slice", "Neg"], operation => Assert.DoesNotContain(operation, operations));
        Assert.Equal(["Pad", "Pad", "MatMul", "Mul", "Mul", "Add"], operations[^6..]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(8, 1)]
    [InlineData(3, 40)]
    public void It_makes_what_was_made_alone_and_together(int batch, int places)
    {
        Assert.NotNull(engines);
        var values = Random(batch * places * RotaryNetwork.Heads * RotaryNetwork.Size);
        var angles = Random(places * RotaryNetwork.Pairs);

        var made = RotaryNetwork.Run(RotaryNetwork.Create(), batch, places, values, angles);

        var expected = Expected(batch, places, values, angles);
        Assert.Equal(expected.Length, made.Length);
        Assert.InRange(expected.Zip(made, (one, other) => Math.Abs(one - other)).Max(), 0, 1e-5);
    }

    [Fact]
    public void A_network_that_turns_otherwise_is_left_alone()
    {
        AssertLeft(network => (network.Maker("even").Input[1], network.Maker("odd").Input[1]) = ("one", "zero"));
        AssertLeft(network => network.Maker("turned").Input[2] = "two");
        AssertLeft(network => network.Maker("second").Input[1] = "cosines");
        AssertLeft(network => network.Maker("right").Input[0] = "odd");
        AssertLeft(network => network.Maker("values").Attribute[0].Ints[3] = 1);
        AssertLeft(network => network.Maker("pairs").Attribute[0].I = 2);
    }

    [Fact]
    public void A_network_that_does_not_say_how_many_angles_there_are_is_left_alone() =>
        AssertLeft(network => network.Graph.Input[1].Type.TensorType.Shape.Dim[2].DimParam = "pairs");

    [Theory]
    [InlineData("tiny", 6)]
    [InlineData("base", 8)]
    public void The_installed_networks_turn_queries_and_keys_by_a_product_each(string size, int layers)
    {
        foreach (var name in (string[])["encoder", "merged_decoder"])
        {
            using var file = File.OpenRead(Installed.Moonshine(size).Files[name]);
            var network = new Network((ModelProto)NetworkRewriter.Rewrite(file)!);
            var graphs = network.Graphs.Where(graph => graph.Node.Count > 1).ToList();

            Assert.NotEmpty(graphs);
            Assert.All(graphs, graph => Assert.Equal(2 * layers, graph.Node.Count(node => node is { OpType: "MatMul" } && network.Constant(node.Input[1]) is not null)));
            Assert.All(graphs, graph => Assert.DoesNotContain(graph.Node, node => node is { OpType: "Neg" }));
        }
    }

    private static void AssertLeft(Action<ModelProto> change)
    {
        var network = RotaryNetwork.Create();
        change(network);
        Assert.Null(RotaryNetwork.Rewritten(network));
    }

    private static float[] Expected(int batch, int places, float[] values, float[] angles)
    {
        List<float> expected = [];
        for (var row = 0; row < batch * RotaryNetwork.Heads * places; row++)
        {
            var (one, head, place) = (row / (RotaryNetwork.Heads * places), row / places % RotaryNetwork.Heads, row % places);
            var of = values.AsSpan(((((one * places) + place) * RotaryNetwork.Heads) + head) * RotaryNetwork.Size, RotaryNetwork.Size);
            for (var pair = 0; pair < RotaryNetwork.Pairs; pair++)
            {
                var (sine, cosine) = MathF.SinCos(angles[(place * RotaryNetwork.Pairs) + pair]);
                var (a, b) = (of[2 * pair], of[(2 * pair) + 1]);
                expected.AddRange([(a * cosine) - (b * sine), (b * cosine) + (a * sine)]);
            }

            expected.AddRange(of[(2 * RotaryNetwork.Pairs)..]);
        }

        return [.. expected];
    }

    private float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => (4 * _random.NextSingle()) - 2)];
}
