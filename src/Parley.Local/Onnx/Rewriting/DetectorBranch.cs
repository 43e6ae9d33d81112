namespace Parley.Local.Onnx.Rewriting;

/// <summary>
/// What the Silero voice detector (version 5) does at 16 kHz, recognised by all that it does: its operations in their order, and the sizes of
/// its convolutions and of its memory. Weights may differ.
/// </summary>
internal sealed class DetectorBranch
{
    private const long Rate = 16_000;

    private static readonly string[] Operations =
    [
        // The window is padded, by constants that are worked out.
        "ConstantOfShape", "Concat", "Reshape", "Slice", "Transpose", "Reshape", "Cast", "Pad", "Unsqueeze",
        // The strength of each frequency, at four places.
        "Conv", "Slice", "Slice", "Slice", "Cast", "Slice", "Slice", "Cast", "Pow", "Pow", "Add", "Sqrt",
        // The encoder.
        "Conv", "Relu", "Conv", "Relu", "Conv", "Relu", "Conv", "Relu",
        // The memory, within choices by the shape of what there is.
        "Shape", "Gather", "Equal", "If", "Shape", "Gather", "Squeeze", "Cast", "If", "Unsqueeze", "Cast", "Unsqueeze", "Unsqueeze", "Concat",
        // The probability.
        "Relu", "Conv", "Sigmoid", "Shape", "Gather", "Equal", "If", "ReduceMean", "Unsqueeze", "Identity", "Identity",
    ];

    private static readonly ConvolutionSizes[] Sizes =
        [new(258, 1, 256, 128, 0), new(128, 129, 3, 1, 1), new(64, 128, 3, 2, 1), new(64, 64, 3, 2, 1), new(128, 64, 3, 1, 1), new(1, 128, 1, 1, 0)];

    private readonly NodeProto[] _recurrence;

    private DetectorBranch(GraphProto graph, string state, Convolution[] convolutions, NodeProto[] recurrence)
    {
        Graph = graph;
        State = state;
        Convolutions = convolutions;
        _recurrence = recurrence;
    }

    public GraphProto Graph { get; }

    /// <summary>The name of what is remembered: [2, windows, <see cref="Remembered"/>].</summary>
    public string State { get; }

    public static int Remembered => 128;

    /// <summary>Of the frequencies, the four of the encoder, and of the probability.</summary>
    public IReadOnlyList<Convolution> Convolutions { get; }

    /// <summary>The window with what is put behind it, [windows, 640].</summary>
    public string Padded => Graph.Node.First(node => node is { OpType: "Pad" }).Output[0];

    /// <summary>Null: the network is another.</summary>
    public static DetectorBranch? Find(Network network)
    {
        // Split takes its sizes as an input since version 13, and Pad its axes since 18.
        if (network.Model.Graph is not { Input: [var audio, var state, var rate], Output.Count: 2, Node: [.., _, _] } whole
            || network.Model.OpsetImport is not [{ Domain: "", Version: >= 13 and < 18 }]
            || whole.Node.FirstOrDefault(node => node is { OpType: "If" }) is not { } choice
            || Branch(choice) is not { Output.Count: 2 } graph)
        {
            return null;
        }

        var outer = new Wiring(network, whole);
        var inner = new Wiring(network, graph);
        if (outer.Maker(choice.Input[0], "Equal") is not { } equal || !equal.Input.Contains(rate.Name)
            || !equal.Input.Any(input => outer.WholeNumbers(input) is [Rate])
            || !graph.Node.Where(node => node is not { OpType: "Constant" }).Select(node => node.OpType).SequenceEqual(Operations, StringComparer.Ordinal)
            || !string.Equals(graph.Node.First(node => node is { OpType: "Pad" }).Input[0], audio.Name, StringComparison.Ordinal))
        {
            return null;
        }

        Convolution[] convolutions = [.. graph.Node.Select(node => Convolution.Of(node, inner)).OfType<Convolution>()];
        return convolutions.Select(convolution => convolution.Sizes).SequenceEqual(Sizes) && Recurrence(graph) is { } recurrence
            ? new DetectorBranch(graph, state.Name, convolutions, recurrence)
            : null;
    }

    /// <summary>Takes out what makes the results, and leaves the way to it.</summary>
    /// <returns>The memory, with its weights but neither inputs nor outputs.</returns>
    public NodeProto Open()
    {
        var results = Graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in Graph.Node.Where(node => node.Output.Any(results.Contains)).ToList())
        {
            Graph.Node.Remove(node);
        }

        Graph.Node.Add(_recurrence[..^1]);
        var memory = _recurrence[^1];
        memory.Output.Clear();
        return memory;
    }

    /// <summary>The nodes up to the memory, which is the last of them, where it has a state already.</summary>
    private static NodeProto[]? Recurrence(GraphProto graph)
    {
        var within = graph.Node.Where(node => node is { OpType: "If" }).Select(Branch)
            .FirstOrDefault(branch => branch?.Node.Any(node => node is { OpType: "LSTM" }) ?? false);
        NodeProto[] nodes = [.. within?.Node.TakeWhile(node => node is not { OpType: "LSTM" }) ?? [], .. within?.Node.Where(node => node is { OpType: "LSTM" }) ?? []];
        return nodes is [.., { Input: [_, _, _, _, "", _, _], Attribute: [{ Name: "hidden_size" } size] }] && size.I == Remembered ? nodes : null;
    }

    private static GraphProto? Branch(NodeProto choice) =>
        choice.Attribute.FirstOrDefault(attribute => string.Equals(attribute.Name, "then_branch", StringComparison.Ordinal))?.G;
}
