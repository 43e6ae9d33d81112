using System.Runtime.InteropServices;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>
/// Attention is scaled by the size of a head. Where a network takes that from a tensor at every run, ONNX Runtime does not see that
/// it is a constant, and scales and turns all keys at every token. As a constant it becomes part of the product.
/// </summary>
internal static class KnownScales
{
    /// <summary>Of what is remembered of an attention: [batch, heads, length, size].</summary>
    private const int Dimensions = 4;

    public static bool Apply(Network network) =>
        HeadSize(network.Model.Graph) is { } size && network.Graphs.Sum(graph => Apply(network, graph, size)) > 0;

    private static int Apply(Network network, GraphProto graph, long size)
    {
        var wiring = new Wiring(network, graph);
        var constants = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var root in graph.Node.Where(node => node is { OpType: "Sqrt" }))
        {
            if (Share(wiring, root) is { } share)
            {
                var scale = MathF.Sqrt(share / MathF.Sqrt(size));
                var constant = Network.Tensor($"{graph.Name}/{root.Output[0]}.scale", Network.Float32, [1], MemoryMarshal.AsBytes<float>([scale]));
                network.Add(constant);
                constants[root.Output[0]] = constant.Name;
            }
        }

        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = constants.GetValueOrDefault(node.Input[i], node.Input[i]);
            }
        }

        return constants.Count;
    }

    /// <summary>The number that is divided by the root of the last size of a tensor, of which <paramref name="root"/> is the root; null: it is of something else.</summary>
    private static float? Share(Wiring wiring, NodeProto root) =>
        wiring.Maker(root.Input[0], "Div") is { } division && wiring.Number(division.Input[0]) is { } share
        && wiring.Maker(division.Input[1], "Sqrt") is { } inner && wiring.Maker(inner.Input[0], "Cast") is { } cast
        && wiring.Maker(cast.Input[0], "Slice") is { } slice && wiring.WholeNumbers(slice.Input[1]) is [-1]
        && wiring.Maker(slice.Input[0], "Shape") is not null
            ? share
            : null;

    /// <summary>The size of a head, as the tensors that a network is given of each say it: [batch, heads, length, size]; null: they do not say it.</summary>
    private static long? HeadSize(GraphProto graph)
    {
        var sizes = graph.Input
            .Select(input => input.Type?.TensorType?.Shape?.Dim)
            .Where(shape => shape?.Count == Dimensions)
            .Select(shape => shape![^1].DimValue)
            .Distinct()
            .ToList();
        return sizes is [> 0 and var size] ? size : null;
    }
}
