using Parley.Local.Onnx.Rewriting;

namespace Parley.Local.Tests.Onnx.Rewriting;

public sealed class UnusedNodesTests
{
    [Fact]
    public void What_makes_nothing_that_is_needed_goes_with_all_that_was_made_for_it()
    {
        var network = new SmallNetwork().Node("Neg", ["x"], "a").Node("Abs", ["a"], "b").Node("Exp", ["b"], "c").Node("Neg", ["a"], "y");

        UnusedNodes.Remove(network.Graph);

        Assert.Equal(["Neg", "Neg"], network.Graph.Node.Select(node => node.OpType));
        Assert.Equal(["a", "y"], network.Graph.Node.Select(node => node.Output[0]));
    }

    [Fact]
    public void What_only_an_inner_graph_needs_stays()
    {
        var network = new SmallNetwork().Node("Neg", ["outer"], "result").Node("Abs", ["outer"], "unused").InBranches("result");
        network.Graph.Node.Insert(0, new NodeProto { OpType = "Exp", Input = { "x" }, Output = { "outer" } });
        network.Graph.Node.Insert(0, new NodeProto { OpType = "Exp", Input = { "x" }, Output = { "nobody" } });

        UnusedNodes.Remove(network.Graph);

        Assert.Equal(["Exp", "If"], network.Graph.Node.Select(node => node.OpType));
        Assert.All(network.Graph.Node[1].Attribute, branch => Assert.Equal(["Neg"], branch.G.Node.Select(node => node.OpType)));
    }

    [Fact]
    public void What_one_branch_needs_goes_from_another_that_does_not()
    {
        var network = new SmallNetwork().Node("Exp", ["x"], "same").Node("Neg", ["same"], "result").InBranches("result");
        network.Graph.Node[0].Attribute[0].G.Node[1].Input[0] = "x";

        UnusedNodes.Remove(network.Graph);

        Assert.Equal([1, 2], network.Graph.Node[0].Attribute.Select(branch => branch.G.Node.Count));
    }
}
