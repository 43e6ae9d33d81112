using System.Globalization;
using System.Runtime.InteropServices;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>Adds nodes and constants at the end of a graph, and names what they make.</summary>
internal sealed class NodeWriter(GraphProto graph)
{
    private const int WholeNumber = 2;

    private int _names;

    public string Add(string operation, params ReadOnlySpan<string> inputs) => Write(new NodeProto { OpType = operation }, inputs);

    /// <summary>Adds a node with one attribute.</summary>
    public string Add(string operation, (string Name, long Value) attribute, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto { OpType = operation };
        node.Attribute.Add(new AttributeProto { Name = attribute.Name, I = attribute.Value, Type = WholeNumber });
        return Write(node, inputs);
    }

    /// <summary>Cuts a value into two along an axis.</summary>
    public (string First, string Second) Split(string value, long axis, long first, long second)
    {
        var node = new NodeProto { OpType = "Split", Input = { value, WholeNumbers([2], first, second) }, Output = { Name(), Name() } };
        node.Attribute.Add(new AttributeProto { Name = "axis", I = axis, Type = WholeNumber });
        graph.Node.Add(node);
        return (node.Output[0], node.Output[1]);
    }

    public string Reshape(string value, params ReadOnlySpan<long> shape) => Add("Reshape", value, WholeNumbers([shape.Length], shape));

    /// <summary>Gives a value the name of what the graph makes.</summary>
    public void Name(string value, string name) =>
        graph.Node.Add(new NodeProto { OpType = "Identity", Input = { value }, Output = { name } });

    public string Name() => string.Create(CultureInfo.InvariantCulture, $"rewritten.{_names++}");

    public string WholeNumbers(ReadOnlySpan<long> shape, params ReadOnlySpan<long> values) =>
        Constant(Network.Signed64, shape, MemoryMarshal.AsBytes(values));

    public string Floats(ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        Constant(Network.Float32, shape, MemoryMarshal.AsBytes(values));

    private string Constant(int type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values)
    {
        var constant = Network.Tensor(Name(), type, shape, values);
        graph.Initializer.Add(constant);
        return constant.Name;
    }

    private string Write(NodeProto node, ReadOnlySpan<string> inputs)
    {
        node.Input.Add(inputs.ToArray());
        node.Output.Add(Name());
        graph.Node.Add(node);
        return node.Output[0];
    }
}
