namespace Parley.Local.Onnx.Rewriting;

/// <summary>
/// The voice detector hears windows of 32 ms, each of which is four places in time, then two, then one. ONNX Runtime computes a convolution over so
/// few window by window, and reads all weights for each. As products, whose rows are the places of all windows together, the weights are
/// laid out once, and are read once for all. What the network asks of the shapes of its own values, at every run, is known for such windows.
/// </summary>
internal static class ConvolutionProducts
{
    /// <summary>The stride of the frequencies. A window with what is before and behind it has five such steps, and each place is two.</summary>
    private const int Hop = 128;

    private const int Hops = 5;
    private const int Places = Hops - 1;
    private const int Frequencies = 129;

    public static bool Apply(Network network)
    {
        if (DetectorBranch.Find(network) is not { } branch)
        {
            return false;
        }

        var memory = branch.Open();
        var writer = new NodeWriter(branch.Graph);
        var (value, places) = (Strengths(writer, branch), Places);
        foreach (var convolution in branch.Convolutions.Skip(1).SkipLast(1))
        {
            (value, places) = Layer(writer, convolution, value, places);
        }

        var (before, beforeCell) = writer.Split(branch.State, axis: 0, 1, 1);
        var (after, afterCell) = (writer.Name(), writer.Name());
        memory.Input[0] = writer.Add("Unsqueeze", value, writer.WholeNumbers([1], 0));
        memory.Input[^2] = before;
        memory.Input[^1] = beforeCell;
        memory.Output.Add(["", after, afterCell]);
        branch.Graph.Node.Add(memory);

        var heard = writer.Add("Relu", writer.Reshape(after, -1, DetectorBranch.Remembered));
        var probability = Product(writer, branch.Convolutions[^1], heard, firstTap: 0, taps: 1);
        writer.Name(writer.Add("Sigmoid", probability), branch.Graph.Output[0].Name);
        writer.Name(writer.Add("Concat", ("axis", 0), after, afterCell), branch.Graph.Output[1].Name);
        return true;
    }

    /// <summary>How strong each frequency is at each place.</summary>
    private static string Strengths(NodeWriter writer, DetectorBranch branch)
    {
        var waves = branch.Convolutions[0];
        var rows = writer.Reshape(branch.Padded, 0, Hops, Hop);
        rows = writer.Add("Gather", ("axis", 1), rows, writer.WholeNumbers([Places, 2], [.. Enumerable.Range(0, Places).SelectMany(place => (long[])[place, place + 1])]));
        var parts = Product(writer, waves, writer.Reshape(rows, -1, waves.Sizes.Taps), 0, waves.Sizes.Taps);
        var (real, imaginary) = writer.Split(writer.Add("Mul", parts, parts), axis: 1, Frequencies, Frequencies);
        return writer.Add("Sqrt", writer.Add("Add", real, imaginary));
    }

    /// <param name="value">A row for each place of each window.</param>
    private static (string Value, int Places) Layer(NodeWriter writer, Convolution convolution, string value, int places)
    {
        var (_, channels, taps, stride, padding) = convolution.Sizes;
        var made = ((places + (2 * padding) - taps) / stride) + 1;
        if (made == 1)
        {
            // Taps beyond the places would meet zeros only.
            return (writer.Add("Relu", Product(writer, convolution, writer.Reshape(value, -1, places * channels), padding, places)), made);
        }

        // One place of zeros stands for all that are outside.
        var window = writer.Add("Pad", writer.Reshape(value, -1, places, channels), writer.WholeNumbers([6], 0, 0, 0, 0, 1, 0));
        var read =
            from place in Enumerable.Range(0, made)
            from tap in Enumerable.Range(0, taps)
            let step = (place * stride) - padding + tap
            select step >= 0 && step < places ? (long)step : places;
        var rows = writer.Add("Gather", ("axis", 1), window, writer.WholeNumbers([made, taps], [.. read]));
        return (writer.Add("Relu", Product(writer, convolution, writer.Reshape(rows, -1, taps * channels), 0, taps)), made);
    }

    private static string Product(NodeWriter writer, Convolution convolution, string rows, int firstTap, int taps)
    {
        var matrix = writer.Floats([taps * convolution.Sizes.Channels, convolution.Sizes.Filters], convolution.Matrix(firstTap, taps));
        return convolution.Bias is { } bias ? writer.Add("Gemm", rows, matrix, bias) : writer.Add("MatMul", rows, matrix);
    }
}
