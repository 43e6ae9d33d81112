using System.Buffers.Binary;
using System.Text;

namespace Parley.Local.Tests.Sherpa;

/// <summary>Writes a small model: the few messages of onnx.proto (IR 8, operators 13) that one needs.</summary>
internal sealed class OnnxWriter
{
    private const int Float = 1;
    private const int Int64 = 7;
    private readonly List<byte[]> _graph = [];
    private readonly List<byte[]> _metadata = [];

    public OnnxWriter Input(string name, params object[] shape) => Add(11, Value(name, Float, shape));

    public OnnxWriter WholeInput(string name) => Add(11, Value(name, Int64, ["batch"]));

    public OnnxWriter Output(string name, params object[] shape) => Add(12, Value(name, Float, shape));

    public OnnxWriter WholeOutput(string name) => Add(12, Value(name, Int64, ["batch"]));

    public OnnxWriter Node(string operation, string[] from, string to) =>
        Add(1, [.. from.SelectMany(name => Text(1, name)), .. Text(2, to), .. Text(4, operation)]);

    /// <summary>Swaps the second dimension with the third.</summary>
    public OnnxWriter Transpose(string from, string to)
    {
        byte[] order = [.. Text(1, "perm"), .. Number(8, 0), .. Number(8, 2), .. Number(8, 1), .. Number(20, 7)];
        return Add(1, [.. Text(1, from), .. Text(2, to), .. Text(4, "Transpose"), .. Bytes(5, order)]);
    }

    /// <summary>A node with one whole-numbered attribute.</summary>
    public OnnxWriter Node(string operation, string[] from, string to, string attribute, long value)
    {
        byte[] stated = [.. Text(1, attribute), .. Number(3, value), .. Number(20, 2)];
        return Add(1, [.. from.SelectMany(name => Text(1, name)), .. Text(2, to), .. Text(4, operation), .. Bytes(5, stated)]);
    }

    /// <summary>A node with one attribute that is a list of whole numbers.</summary>
    public OnnxWriter Node(string operation, string[] from, string to, string attribute, long[] values)
    {
        byte[] stated = [.. Text(1, attribute), .. values.SelectMany(value => Number(8, value)), .. Number(20, 7)];
        return Add(1, [.. from.SelectMany(name => Text(1, name)), .. Text(2, to), .. Text(4, operation), .. Bytes(5, stated)]);
    }

    public OnnxWriter WholeInput(string name, params object[] shape) => Add(11, Value(name, Int64, shape));

    public OnnxWriter Weights(string name, float[] values, params long[] shape)
    {
        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        }

        return Add(5, [.. shape.SelectMany(size => Number(1, size)), .. Number(2, Float), .. Text(8, name), .. Bytes(9, raw)]);
    }

    public OnnxWriter Metadata(string key, string value)
    {
        _metadata.Add(Bytes(14, [.. Text(1, key), .. Text(2, value)]));
        return this;
    }

    public byte[] Write() =>
    [
        .. Number(1, 8), .. Bytes(8, Number(2, 13)), .. Bytes(7, [.. _graph.SelectMany(part => part), .. Text(2, "graph")]),
        .. _metadata.SelectMany(entry => entry),
    ];

    private OnnxWriter Add(int field, byte[] message)
    {
        _graph.Add(Bytes(field, message));
        return this;
    }

    private static byte[] Value(string name, int type, object[] shape)
    {
        var dimensions = shape.SelectMany(size => Bytes(1, size is int fixedSize ? Number(1, fixedSize) : Text(2, (string)size)));
        byte[] tensor = [.. Number(1, type), .. Bytes(2, [.. dimensions])];
        return [.. Text(1, name), .. Bytes(2, Bytes(1, tensor))];
    }

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static IEnumerable<byte> Varint(long value)
    {
        for (var rest = (ulong)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                yield return (byte)rest;
                yield break;
            }

            yield return (byte)(rest | 0x80);
        }
    }
}
