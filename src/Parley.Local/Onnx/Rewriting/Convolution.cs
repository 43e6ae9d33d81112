using System.Runtime.InteropServices;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>The numbers that a convolution over time is made of.</summary>
/// <param name="Filters">How many channels it makes.</param>
/// <param name="Channels">How many it reads.</param>
/// <param name="Taps">How many steps of time it reads for one that it makes.</param>
/// <param name="Stride">From one such place to the next, in steps.</param>
/// <param name="Padding">Steps of zeros at each end.</param>
internal readonly record struct ConvolutionSizes(int Filters, int Channels, int Taps, int Stride, int Padding);

/// <summary>A convolution over time and its weights, as a matrix to multiply by.</summary>
internal sealed class Convolution
{
    private readonly TensorProto _weights;

    private Convolution(ConvolutionSizes sizes, TensorProto weights, string? bias)
    {
        Sizes = sizes;
        _weights = weights;
        Bias = bias;
    }

    public ConvolutionSizes Sizes { get; }

    /// <summary>The name of what is added to each filter; null: nothing is.</summary>
    public string? Bias { get; }

    /// <summary>What a node computes; null: it is no convolution over time, or its weights are not known before it runs.</summary>
    public static Convolution? Of(NodeProto node, Wiring wiring)
    {
        if (node is not { OpType: "Conv", Input.Count: 2 or 3 }
            || wiring.Constant(node.Input[1]) is not { DataType: Network.Float32, Dims: [var filters, var channels, var taps] } weights
            || weights.RawData.Length != filters * channels * taps * sizeof(float)
            || Attribute(node, "strides") is not { Ints: [var stride] }
            || Attribute(node, "pads") is not { Ints: [var before, var after] } || before != after
            || Attribute(node, "dilations") is not { Ints: [1] } || Attribute(node, "group") is not { I: 1 })
        {
            return null;
        }

        return new Convolution(
            new ConvolutionSizes((int)filters, (int)channels, (int)taps, (int)stride, (int)before),
            weights,
            node.Input.Count == 3 ? node.Input[2] : null);
    }

    /// <summary>Some of the taps: a row for each channel of each, a column for each filter.</summary>
    public float[] Matrix(int firstTap, int taps)
    {
        var weights = MemoryMarshal.Cast<byte, float>(_weights.RawData.Span);
        var matrix = new float[taps * Sizes.Channels * Sizes.Filters];
        var cell = 0;
        for (var tap = firstTap; tap < firstTap + taps; tap++)
        {
            for (var channel = 0; channel < Sizes.Channels; channel++)
            {
                for (var filter = 0; filter < Sizes.Filters; filter++)
                {
                    matrix[cell++] = weights[(((filter * Sizes.Channels) + channel) * Sizes.Taps) + tap];
                }
            }
        }

        return matrix;
    }

    private static AttributeProto? Attribute(NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => string.Equals(attribute.Name, name, StringComparison.Ordinal));
}
