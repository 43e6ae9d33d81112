namespace Parley.Local.Tests.Onnx.Rewriting;

[Collection(nameof(Engines))]
public sealed class KnownShapesTests(Engines engines)
{
    [Fact]
    public void Sizes_that_a_tensor_keeps_of_its_own_are_asked_of_nobody() => AsksNobody(new SmallNetwork()
        .Sizes("x", "rows", "columns")
        .Node("Shape", ["x"], "sizes").WholeNumbers("from", 0).WholeNumbers("to", -1).Node("Slice", ["sizes", "from", "to"], "first")
        .WholeNumbers("left", -1).Joined(["first", "left"], "shape").Node("Reshape", ["x", "shape"], "same"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_size_that_another_tensor_has_too_is_asked_of_nobody(bool told) => AsksNobody(Asking("rows", told));

    [Fact]
    public void The_heads_of_an_attention_are_put_side_by_side_without_asking() => AsksNobody(new SmallNetwork()
        .WholeNumbers("heads", 1, 2, 2, 2).Node("Reshape", ["x", "heads"], "apart").Sizes("apart", "b", "t", "2", "2")
        .Node("Neg", ["apart"], "other").Sizes("other", "batch", "time", "2", "2").Node("Shape", ["other"], "sizes")
        .WholeNumber("zero", 0).Node("Gather", ["sizes", "zero"], "batch").WholeNumbers("place", 0).Node("Unsqueeze", ["batch", "place"], "first")
        .WholeNumber("one", 1).Node("Gather", ["sizes", "one"], "time").Node("Unsqueeze", ["time", "place"], "second")
        .WholeNumbers("both", 4).Joined(["first", "second", "both"], "shape").Node("Reshape", ["apart", "shape"], "joined")
        .WholeNumbers("flat", 2, 4).Node("Reshape", ["joined", "flat"], "same"));

    [Fact]
    public void A_size_of_which_nobody_says_that_it_is_the_same_is_asked_at_every_run()
    {
        var network = Ending(Asking("somebody", told: false));

        Assert.Null(network.Rewritten());
        Runs(network);
    }

    private static SmallNetwork Asking(string otherRows, bool told)
    {
        var network = new SmallNetwork()
            .Sizes("x", "rows", "columns").Node("Neg", ["x"], "other").Sizes("other", otherRows, "columns").Node("Shape", ["other"], "sizes");
        network = told ? network.Told("row", 0) : network.WholeNumber("row", 0);
        return network.Node("Gather", ["sizes", "row"], "rows").WholeNumbers("place", 0).Node("Unsqueeze", ["rows", "place"], "kept")
            .WholeNumbers("left", -1).Joined(["kept", "left"], "shape").Node("Reshape", ["x", "shape"], "same");
    }

    private void AsksNobody(SmallNetwork network)
    {
        var operations = Ending(network).Rewritten()!.Node.Select(node => node.OpType).ToList();

        Assert.DoesNotContain("Shape", operations);
        Assert.DoesNotContain("Concat", operations);
        Runs(network);
    }

    /// <summary>y is the first three columns of what was reshaped.</summary>
    private static SmallNetwork Ending(SmallNetwork network) => network
        .WholeNumbers("begin", 0).WholeNumbers("end", SmallNetwork.Columns).WholeNumbers("axis", 1).Node("Slice", ["same", "begin", "end", "axis"], "y");

    private void Runs(SmallNetwork network)
    {
        Assert.NotNull(engines);
        Assert.Equal([1, 2, 3, 5, 6, 7], network.Run([1, 2, 3, 4, 5, 6, 7, 8]));
    }
}
