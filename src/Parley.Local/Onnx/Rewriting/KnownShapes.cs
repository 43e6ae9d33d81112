using System.Runtime.InteropServices;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>
/// A tensor that is reshaped keeps some of its sizes. Networks as they are written ask another tensor for those, and put the
/// new shape together from them at every run: half a dozen nodes for what a constant says. Zero there means: as it is.
/// </summary>
internal static class KnownShapes
{
    private const long AsItIs = 0;
    private const long WhatIsLeft = -1;

    public static bool Apply(Network network) => network.Graphs.Sum(graph => Apply(network, graph)) > 0;

    private static int Apply(Network network, GraphProto graph)
    {
        var wiring = new Wiring(network, graph);
        var rewritten = 0;
        foreach (var node in graph.Node.Where(node => node is { OpType: "Reshape", Input.Count: 2 }))
        {
            if (wiring.Maker(node.Input[1], "Concat") is { } parts && Shape(wiring, node.Input[0], parts) is { } shape)
            {
                // Graphs inside one another may use the same names.
                var constant = Network.Tensor(
                    $"{graph.Name}/{node.Output[0]}.shape", Network.Signed64, [shape.Count], MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(shape)));
                network.Add(constant);
                node.Input[1] = constant.Name;
                rewritten++;
            }
        }

        return rewritten;
    }

    /// <summary>The new shape of <paramref name="reshaped"/>; null: it is not known before.</summary>
    private static List<long>? Shape(Wiring wiring, string reshaped, NodeProto parts)
    {
        List<long> shape = [];
        foreach (var part in parts.Input)
        {
            if (wiring.WholeNumbers(part) is { } numbers && !numbers.Contains(AsItIs))
            {
                shape.AddRange(numbers);
            }
            else if (shape.Count == 0 && First(wiring, reshaped, part) is { } first)
            {
                shape.AddRange(Enumerable.Repeat(AsItIs, first));
            }
            else if (Kept(wiring, reshaped, part, shape.Count, parts))
            {
                shape.Add(AsItIs);
            }
            else
            {
                return null;
            }
        }

        return shape.Count(size => size == WhatIsLeft) <= 1 ? shape : null;
    }

    /// <summary>How many of the first sizes of the reshaped tensor itself the part is; null: it is something else.</summary>
    private static int? First(Wiring wiring, string reshaped, string part)
    {
        if (wiring.Maker(part, "Slice") is not { Input.Count: 3 or 4 } slice
            || !string.Equals(wiring.Maker(slice.Input[0], "Shape")?.Input[0], reshaped, StringComparison.Ordinal)
            || wiring.WholeNumbers(slice.Input[1]) is not [0] || wiring.WholeNumbers(slice.Input[2]) is not [var end]
            || wiring.Sizes(reshaped) is not { } sizes)
        {
            return null;
        }

        var count = end < 0 ? sizes.Count + end : end;
        return count >= 0 && count <= sizes.Count ? (int)count : null;
    }

    /// <summary>Whether the part is a size of another tensor that the reshaped one has in the same place.</summary>
    private static bool Kept(Wiring wiring, string reshaped, string part, int place, NodeProto parts)
    {
        if (wiring.Maker(part, "Unsqueeze") is not { } unsqueezed
            || wiring.Maker(unsqueezed.Input[0], "Gather") is not { } gathered
            || wiring.WholeNumbers(gathered.Input[1]) is not [var index] || index != place
            || wiring.Maker(gathered.Input[0], "Shape") is not { } asked
            || wiring.Sizes(reshaped) is not { } own || wiring.Sizes(asked.Input[0]) is not { } others
            || place >= own.Count || place >= others.Count)
        {
            return false;
        }

        return Same(own[place], others[place]) || JoinsTheLast(wiring, own, parts);
    }

    private static bool Same(TensorShapeProto.Types.Dimension one, TensorShapeProto.Types.Dimension other) =>
        one.DimParam.Length > 0 && string.Equals(one.DimParam, other.DimParam, StringComparison.Ordinal);

    /// <summary>Of four sizes the last two become one: the heads of an attention are put side by side again, and the first two stay.</summary>
    private static bool JoinsTheLast(Wiring wiring, IReadOnlyList<TensorShapeProto.Types.Dimension> own, NodeProto parts) =>
        own is [_, _, { DimValue: > 0 and var heads }, { DimValue: > 0 and var size }]
        && parts.Input is [_, _, var last] && wiring.WholeNumbers(last) is [var both] && both == heads * size;
}
