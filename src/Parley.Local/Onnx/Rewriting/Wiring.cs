using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>What is known of the values of a graph before it is run: which node makes each, the constants, and their sizes.</summary>
internal sealed class Wiring
{
    private readonly Dictionary<string, NodeProto> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorShapeProto> _shapes = new(StringComparer.Ordinal);

    public Wiring(Network network, GraphProto graph)
    {
        foreach (var constant in (TensorProto[])[.. network.Model.Graph.Initializer, .. graph.Initializer])
        {
            _constants[constant.Name] = constant;
        }

        foreach (var value in (ValueInfoProto[])[.. network.Model.Graph.Input, .. graph.ValueInfo])
        {
            if (value.Type?.TensorType?.Shape is { } shape)
            {
                _shapes[value.Name] = shape;
            }
        }

        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output)
            {
                _makers[output] = node;
            }

            if (node is { OpType: "Constant", Attribute: [{ T: { } constant }] })
            {
                _constants[node.Output[0]] = constant;
            }
        }
    }

    /// <summary>The node of that kind which makes a value; null: none does.</summary>
    public NodeProto? Maker(string value, string operation) =>
        _makers.TryGetValue(value, out var node) && string.Equals(node.OpType, operation, StringComparison.Ordinal) ? node : null;

    /// <summary>The declared sizes of a value; null: none are declared.</summary>
    public IReadOnlyList<TensorShapeProto.Types.Dimension>? Sizes(string value) => _shapes.GetValueOrDefault(value)?.Dim;

    /// <summary>The constant that a value is; null: it is none.</summary>
    public TensorProto? Constant(string value) => _constants.GetValueOrDefault(value);

    /// <summary>Whole numbers, when a value is a constant of such.</summary>
    public IReadOnlyList<long>? WholeNumbers(string value) => _constants.GetValueOrDefault(value) switch
    {
        { DataType: Network.Signed64, RawData.Length: > 0 } raw => [.. MemoryMarshal.Cast<byte, long>(raw.RawData.Span)],
        { DataType: Network.Signed64 } listed => listed.Int64Data,
        _ => null,
    };

    /// <summary>The number, when a value is a constant of one.</summary>
    public float? Number(string value) => _constants.GetValueOrDefault(value) switch
    {
        { DataType: Network.Float32, RawData.Length: sizeof(float) } raw => BinaryPrimitives.ReadSingleLittleEndian(raw.RawData.Span),
        { DataType: Network.Float32, FloatData: [var only] } => only,
        _ => null,
    };
}
