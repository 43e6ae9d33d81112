using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>
/// A product with weights that are kept as bytes but multiplied as floats is computed with the bytes, as the other products
/// of a quantised network are. Otherwise all weights are turned into floats at every run: for a network that writes a token
/// at a run, those of the last layer, one row for each token there is, are half of its time.
/// </summary>
internal static class WholeNumberProducts
{
    public static bool Apply(Network network) => network.Graphs.Sum(graph => Apply(network, graph)) > 0;

    private static int Apply(Network network, GraphProto graph)
    {
        var makers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output)
            {
                makers[output] = node;
            }
        }

        var products = graph.Node.Where(node => node is { OpType: "MatMul", Input.Count: 2 } && makers.ContainsKey(node.Input[1])).ToList();
        var rewritten = 0;
        foreach (var product in products)
        {
            if (Weights(network, makers, makers[product.Input[1]]) is { } weights)
            {
                Replace(graph.Node, product, weights);
                rewritten++;
            }
        }

        return rewritten;
    }

    /// <summary>What <paramref name="floats"/> makes of bytes, as the bytes; null when they are no such weights.</summary>
    private static (string Bytes, string Scale, string Zero)? Weights(
        Network network, Dictionary<string, NodeProto> makers, NodeProto floats)
    {
        if (floats is not { OpType: "DequantizeLinear", Input.Count: 3 }
            || network.Constant(floats.Input[1]) is not { DataType: Network.Float32 } scale || !IsOne(scale)
            || network.Constant(floats.Input[2]) is not { DataType: Network.Unsigned8 } zero || !IsOne(zero))
        {
            return null;
        }

        var turned = makers.GetValueOrDefault(floats.Input[0]);
        var name = turned is { OpType: "Transpose" } ? turned.Input[0] : floats.Input[0];
        if (network.Constant(name) is not { DataType: Network.Unsigned8, Dims.Count: 2, HasRawData: true } bytes)
        {
            return null;
        }

        // Other nodes may want the same bytes as they are.
        var product = new TensorProto(bytes) { Name = $"{name}.product" };
        if (turned is not null)
        {
            product.Dims.Clear();
            product.Dims.Add(bytes.Dims.Reverse());
            product.RawData = Turned(bytes);
        }

        network.Add(product);
        network.Add(new TensorProto(zero) { Name = $"{zero.Name}.product" });
        return (product.Name, scale.Name, $"{zero.Name}.product");
    }

    private static void Replace(RepeatedField<NodeProto> nodes, NodeProto product, (string Bytes, string Scale, string Zero) weights)
    {
        var (input, output) = (product.Input[0], product.Output[0]);
        var (bytes, scale, zero) = ($"{output}.bytes", $"{output}.scale", $"{output}.zero");
        var (sums, floats, both) = ($"{output}.sums", $"{output}.floats", $"{output}.scales");
        var cast = Node("Cast", [sums], [floats]);
        const int WholeNumber = 2;
        cast.Attribute.Add(new AttributeProto { Name = "to", I = Network.Float32, Type = WholeNumber });
        var place = nodes.IndexOf(product);
        nodes.RemoveAt(place);
        foreach (var node in (NodeProto[])[
            Node("DynamicQuantizeLinear", [input], [bytes, scale, zero]),
            Node("MatMulInteger", [bytes, weights.Bytes, zero, weights.Zero], [sums]),
            cast,
            Node("Mul", [scale, weights.Scale], [both]),
            Node("Mul", [floats, both], [output])])
        {
            nodes.Insert(place++, node);
        }
    }

    private static NodeProto Node(string op, string[] inputs, string[] outputs)
    {
        var node = new NodeProto { OpType = op };
        node.Input.Add(inputs);
        node.Output.Add(outputs);
        return node;
    }

    private static bool IsOne(TensorProto tensor) => tensor.Dims.All(dimension => dimension == 1);

    private static ByteString Turned(TensorProto matrix)
    {
        var (rows, columns) = ((int)matrix.Dims[0], (int)matrix.Dims[1]);
        var from = matrix.RawData.Span;
        var to = new byte[from.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                to[(column * rows) + row] = from[(row * columns) + column];
            }
        }

        return UnsafeByteOperations.UnsafeWrap(to);
    }
}
