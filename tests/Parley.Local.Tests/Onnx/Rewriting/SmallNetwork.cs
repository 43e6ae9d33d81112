using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Parley.Local.Onnx;
using Parley.Local.Onnx.Rewriting;

namespace Parley.Local.Tests.Onnx.Rewriting;

/// <summary>A network of a few nodes, from x [2, 4] to y [2, 3].</summary>
internal sealed class SmallNetwork
{
    public const int Rows = 2;
    public const int Width = 4;
    public const int Columns = 3;

    private readonly ModelProto _model = new()
    {
        IrVersion = 8,
        OpsetImport = { new OperatorSetIdProto { Version = 14 } },
        Graph = new GraphProto { Name = "small", Input = { Floats("x") }, Output = { Floats("y") } },
    };

    public GraphProto Graph => _model.Graph;

    public SmallNetwork Bytes(string name, ReadOnlySpan<byte> values, params long[] shape) =>
        Constant(name, Network.Unsigned8, ByteString.CopyFrom(values), shape);

    public SmallNetwork Float(string name, float value, params long[] shape) =>
        Constant(name, Network.Float32, ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([value])), shape);

    public SmallNetwork WholeNumbers(string name, params long[] values) =>
        Constant(name, Network.Signed64, ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)), [values.Length]);

    public SmallNetwork WholeNumber(string name, long value) =>
        Constant(name, Network.Signed64, ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([value])), []);

    /// <summary>One whole number, as some writers put it: in a node of its own, and not raw.</summary>
    public SmallNetwork Told(string name, long value)
    {
        const int Tensor = 4;
        var node = NodeOf("Constant", [], [name]);
        var constant = new TensorProto { DataType = Network.Signed64, Int64Data = { value } };
        node.Attribute.Add(new AttributeProto { Name = "value", T = constant, Type = Tensor });
        Graph.Node.Add(node);
        return this;
    }

    /// <summary>Declares the sizes of a value: numbers, or names of those that are not known.</summary>
    public SmallNetwork Sizes(string name, params string[] sizes)
    {
        Graph.ValueInfo.Add(Shaped(name, sizes));
        return this;
    }

    /// <summary>Declares another input.</summary>
    public SmallNetwork Input(string name, params string[] sizes)
    {
        Graph.Input.Add(Shaped(name, sizes));
        return this;
    }

    /// <summary>One byte, as some writers put it: not raw.</summary>
    public SmallNetwork Listed(string name, byte value)
    {
        Graph.Initializer.Add(new TensorProto { Name = name, DataType = Network.Unsigned8, Int32Data = { value } });
        return this;
    }

    public SmallNetwork Node(string op, string[] inputs, params string[] outputs)
    {
        Graph.Node.Add(NodeOf(op, inputs, outputs));
        return this;
    }

    /// <summary>Puts lists of whole numbers one behind the other.</summary>
    public SmallNetwork Joined(string[] inputs, string output)
    {
        const int WholeNumber = 2;
        var joined = NodeOf("Concat", inputs, [output]);
        joined.Attribute.Add(new AttributeProto { Name = "axis", I = 0, Type = WholeNumber });
        Graph.Node.Add(joined);
        return this;
    }

    public SmallNetwork Cast(string input, string output)
    {
        const int WholeNumber = 2;
        var cast = NodeOf("Cast", [input], [output]);
        cast.Attribute.Add(new AttributeProto { Name = "to", I = Network.Float32, Type = WholeNumber });
        Graph.Node.Add(cast);
        return this;
    }

    /// <summary>What was added so far stands in both branches of a choice; <paramref name="result"/> of it is y.</summary>
    public SmallNetwork InBranches(string result)
    {
        const int InnerGraph = 5;
        const int Bool = 9;
        var choice = NodeOf("If", ["choice"], ["y"]);
        foreach (var branch in (string[])["then_branch", "else_branch"])
        {
            var inner = new GraphProto { Name = branch, Node = { Graph.Node.Clone() }, Output = { Floats(result) } };
            choice.Attribute.Add(new AttributeProto { Name = branch, Type = InnerGraph, G = inner });
        }

        Graph.Node.Clear();
        Graph.Node.Add(choice);
        return Constant("choice", Bool, ByteString.CopyFrom(1), []);
    }

    /// <summary>What it is rewritten to; null: it stays as it is.</summary>
    public GraphProto? Rewritten() => ((ModelProto?)NetworkRewriter.Rewrite(new MemoryStream(_model.ToByteArray())))?.Graph;

    /// <summary>Loads it as every network is loaded, and runs it.</summary>
    public float[] Run(ReadOnlySpan<float> input)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, _model.ToByteArray());
            using var model = new OnnxModel(path, threads: 1);
            using var x = new OnnxTensor<float>(Rows, Width);
            using var y = new OnnxTensor<float>(Rows, Columns);
            input.CopyTo(x.Data);
            using var run = new OnnxRun(model, [("x", x)], [("y", y)]);
            run.Invoke();
            return y.Data.ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private SmallNetwork Constant(string name, int type, ByteString raw, long[] shape)
    {
        Graph.Initializer.Add(new TensorProto { Name = name, DataType = type, RawData = raw, Dims = { shape } });
        return this;
    }

    private static NodeProto NodeOf(string op, string[] inputs, string[] outputs) =>
        new() { OpType = op, Input = { inputs }, Output = { outputs } };

    private static ValueInfoProto Shaped(string name, string[] sizes)
    {
        var value = Floats(name);
        value.Type.TensorType.Shape = new TensorShapeProto();
        foreach (var size in sizes)
        {
            value.Type.TensorType.Shape.Dim.Add(long.TryParse(size, CultureInfo.InvariantCulture, out var known)
                ? new TensorShapeProto.Types.Dimension { DimValue = known }
                : new TensorShapeProto.Types.Dimension { DimParam = size });
        }

        return value;
    }

    private static ValueInfoProto Floats(string name) =>
        new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Network.Float32 } } };
}
