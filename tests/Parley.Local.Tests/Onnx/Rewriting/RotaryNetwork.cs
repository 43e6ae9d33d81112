using System.Runtime.InteropServices;
using Google.Protobuf;
using Parley.Local.Onnx;
using Parley.Local.Onnx.Rewriting;

namespace Parley.Local.Tests.Onnx.Rewriting;

/// <summary>
/// Turns the first four of each head's six values by the angles of their places, written as in a transformer: x [batch, places, 12] and
/// angles [1, places, 2] make y [batch, 2, places, 6].
/// </summary>
internal static class RotaryNetwork
{
    public const int Heads = 2;
    public const int Size = 6;
    public const int Pairs = 2;

    private const int Ints = 7;
    private const int WholeNumber = 2;

    public static ModelProto Create() => new()
    {
        IrVersion = 8,
        OpsetImport = { new OperatorSetIdProto { Version = 14 } },
        Graph = new GraphProto
        {
            Name = "rotary",
            Input = { Floats("x", 0, 0, Heads * Size), Floats("angles", 1, 0, Pairs) },
            Output = { Floats("y", 0, Heads, 0, Size) },
            Initializer =
            {
                Numbers("zero", 0), Numbers("one", 1), Numbers("two", 2), Numbers("four", 4), Numbers("last", -1), Numbers("size", 3), Numbers("end", long.MaxValue),
                Numbers("heads", 0, -1, Heads, Size), Numbers("flat3", 0, 0, -1), Numbers("flat4", 0, 0, 0, -1),
            },
            Node =
            {
                Node("Unsqueeze", "angle", "angles", "last"), Joined("twice", "angle", "angle"), Node("Reshape", "each", "twice", "flat3"),
                Node("Cos", "cos", "each"), Node("Unsqueeze", "cosines", "cos", "one"), Node("Sin", "sin", "each"), Node("Unsqueeze", "sines", "sin", "one"),
                Node("Reshape", "apart", "x", "heads"), Transposed("values", "apart", 0, 2, 1, 3),
                Node("Slice", "turned", "values", "zero", "four", "size", "one"), Node("Slice", "kept", "values", "four", "end", "size", "one"),
                Node("Slice", "even", "turned", "zero", "end", "size", "two"), Node("Slice", "odd", "turned", "one", "end", "size", "two"),
                Node("Neg", "negative", "odd"), Node("Unsqueeze", "left", "negative", "last"), Node("Unsqueeze", "right", "even", "last"),
                Joined("pairs", "left", "right"), Node("Reshape", "across", "pairs", "flat4"),
                Node("Mul", "first", "turned", "cosines"), Node("Mul", "second", "across", "sines"), Node("Add", "sum", "first", "second"), Joined("y", "sum", "kept"),
            },
        },
    };

    public static NodeProto Maker(this ModelProto model, string value) => model.Graph.Node.Single(node => node.Output.Contains(value));

    public static ModelProto? Rewritten(ModelProto model) => (ModelProto?)NetworkRewriter.Rewrite(new MemoryStream(model.ToByteArray()));

    /// <summary>Loads it as every network is loaded, and runs it.</summary>
    public static float[] Run(ModelProto model, int batch, int places, ReadOnlySpan<float> values, ReadOnlySpan<float> angles)
    {
        using var loaded = DetectorNetwork.Load(model);
        using var x = new OnnxTensor<float>(batch, places, Heads * Size);
        using var given = new OnnxTensor<float>(1, places, Pairs);
        using var y = new OnnxTensor<float>(batch, Heads, places, Size);
        values.CopyTo(x.Data);
        angles.CopyTo(given.Data);
        using var run = new OnnxRun(loaded, [("x", x), ("angles", given)], [("y", y)]);
        run.Invoke();
        return y.Data.ToArray();
    }

    private static NodeProto Node(string operation, string output, params string[] inputs) => new() { OpType = operation, Input = { inputs }, Output = { output } };

    private static NodeProto Joined(string output, string left, string right)
    {
        var joined = Node("Concat", output, left, right);
        joined.Attribute.Add(new AttributeProto { Name = "axis", I = -1, Type = WholeNumber });
        return joined;
    }

    private static NodeProto Transposed(string output, string input, params long[] order)
    {
        var transposed = Node("Transpose", output, input);
        transposed.Attribute.Add(new AttributeProto { Name = "perm", Ints = { order }, Type = Ints });
        return transposed;
    }

    private static TensorProto Numbers(string name, params long[] values) =>
        new() { Name = name, DataType = Network.Signed64, Dims = { values.Length }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)) };

    /// <summary>Zero stands for a size that is not known.</summary>
    private static ValueInfoProto Floats(string name, params long[] sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(sizes.Select((size, place) => size > 0
            ? new TensorShapeProto.Types.Dimension { DimValue = size }
            : new TensorShapeProto.Types.Dimension { DimParam = $"{name}{place}" }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Network.Float32, Shape = shape } } };
    }
}
