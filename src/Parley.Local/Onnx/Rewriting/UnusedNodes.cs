namespace Parley.Local.Onnx.Rewriting;

/// <summary>Takes out what makes nothing that is needed. Nodes stand in the order in which they run, so one pass from the end finds all.</summary>
internal static class UnusedNodes
{
    /// <returns>What the graph needs, of its own and of the graphs around it. Graphs beside one another may use the same names.</returns>
    public static IReadOnlySet<string> Remove(GraphProto graph)
    {
        var used = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        List<NodeProto> kept = [];
        foreach (var node in graph.Node.Reverse())
        {
            if (!node.Output.Any(used.Contains))
            {
                continue;
            }

            kept.Add(node);
            used.UnionWith(node.Input);
            foreach (var inner in node.Attribute.Where(attribute => attribute.G is not null))
            {
                used.UnionWith(Remove(inner.G));
            }
        }

        kept.Reverse();
        graph.Node.Clear();
        graph.Node.Add(kept);
        return used;
    }
}
