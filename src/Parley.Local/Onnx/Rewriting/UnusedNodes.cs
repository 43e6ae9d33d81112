namespace Parley.Local.Onnx.Rewriting;

/// <summary>Takes out what makes nothing that is needed. Nodes stand in the order in which they run, so one pass from the end finds all.</summary>
internal static class UnusedNodes
{
    public static void Remove(GraphProto graph) => Remove(graph, []);

    /// <param name="used">Takes what the graph needs, of its own and of the graphs around it.</param>
    private static void Remove(GraphProto graph, HashSet<string> used)
    {
        used.UnionWith(graph.Output.Select(output => output.Name));
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
                Remove(inner.G, used);
            }
        }

        kept.Reverse();
        graph.Node.Clear();
        graph.Node.Add(kept);
    }
}
