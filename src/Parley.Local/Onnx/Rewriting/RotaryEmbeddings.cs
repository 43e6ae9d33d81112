using System.Runtime.InteropServices;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>
/// An attention is told the places of what it compares by turning pairs of values (rotary position embedding). As it is written, that is a dozen nodes
/// for the queries and as many for the keys of each layer, at every token. To have the other value of each pair, negated or not, is a
/// product with a matrix of zeros and ones, and exact; what is not turned keeps its value when its cosine is one and its sine zero.
/// </summary>
internal static class RotaryEmbeddings
{
    public static bool Apply(Network network) => network.Graphs.Sum(graph => Apply(network, graph)) > 0;

    private static int Apply(Network network, GraphProto graph)
    {
        var wiring = new Wiring(network, graph);
        var factors = new HashSet<string>(StringComparer.Ordinal);
        List<NodeProto> nodes = [];
        var rewritten = 0;
        foreach (var node in graph.Node)
        {
            if (Rotation.Of(wiring, node) is not { } rotation)
            {
                nodes.Add(node);
                continue;
            }

            // The same of all layers, but a network might have heads of two sizes.
            var (size, turned) = (rotation.Size, rotation.Turned);
            var (cosines, sines) = ($"{rotation.Cosines}.for.{size}", $"{rotation.Sines}.for.{size}");
            var (pads, one, other) = ($"rotary.pads.{size}.{turned}", "rotary.one", $"rotary.other.{size}.{turned}");
            if (factors.Add(cosines))
            {
                network.Add(Network.Tensor(pads, Network.Signed64, [8], MemoryMarshal.AsBytes<long>([0, 0, 0, 0, 0, 0, 0, size - turned])));
                network.Add(Network.Tensor(one, Network.Float32, [], MemoryMarshal.AsBytes<float>([1])));
                network.Add(Network.Tensor(other, Network.Float32, [size, size], MemoryMarshal.AsBytes<float>(Other(size, turned))));
                nodes.Add(Node("Pad", cosines, rotation.Cosines, pads, one));
            }

            if (factors.Add(sines))
            {
                nodes.Add(Node("Pad", sines, rotation.Sines, pads));
            }

            var (values, result) = (rotation.Values, rotation.Result);
            nodes.Add(Node("MatMul", $"{result}.other", values, other));
            nodes.Add(Node("Mul", $"{result}.across", $"{result}.other", sines));
            nodes.Add(Node("Mul", $"{result}.straight", values, cosines));
            nodes.Add(Node("Add", result, $"{result}.straight", $"{result}.across"));
            rewritten++;
        }

        graph.Node.Clear();
        graph.Node.Add(nodes);
        return rewritten;
    }

    /// <summary>What makes (−b, a) of each pair (a, b), and zeros of what is behind the pairs.</summary>
    private static float[] Other(int size, int turned)
    {
        var matrix = new float[size * size];
        for (var pair = 0; pair < turned; pair += 2)
        {
            matrix[((pair + 1) * size) + pair] = -1;
            matrix[(pair * size) + pair + 1] = 1;
        }

        return matrix;
    }

    private static NodeProto Node(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto { OpType = operation, Output = { output } };
        node.Input.Add(inputs.ToArray());
        return node;
    }
}
