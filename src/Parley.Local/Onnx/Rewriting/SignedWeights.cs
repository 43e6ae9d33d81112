using System.Numerics.Tensors;
using Google.Protobuf;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>
/// Unsigned weights as signed ones: each and their zero less by 128, so that every product is what it was.
/// Machines that multiply unsigned by signed bytes in one instruction take half as long for it.
/// </summary>
internal static class SignedWeights
{
    private const byte Half = 128;
    private const string Product = "MatMulInteger";
    private static readonly int[] PlacesOfWeights = [1, 3];

    public static bool Apply(Network network)
    {
        var nodes = network.Graphs.SelectMany(graph => graph.Node).ToList();

        // Whoever else reads them wants them unsigned.
        var others = nodes
            .SelectMany(node => node.Input.Where((_, place) => node is not { OpType: Product } || !PlacesOfWeights.Contains(place)))
            .Concat(network.Graphs.SelectMany(graph => graph.Output).Select(output => output.Name))
            .ToHashSet(StringComparer.Ordinal);
        var found = nodes
            .Where(node => node is { OpType: Product, Input.Count: 4 })
            .Select(node => (Weights: node.Input[1], Zero: node.Input[3]))
            .ToHashSet();

        // Weights and zeros change together, so that none is left that goes with one that stays.
        var movable = found.Where(pair => Movable(pair.Weights) && Movable(pair.Zero)).ToHashSet();
        for (var before = -1; before != movable.Count;)
        {
            before = movable.Count;
            var stays = found.Except(movable).SelectMany(pair => (string[])[pair.Weights, pair.Zero]).ToHashSet(StringComparer.Ordinal);
            movable.RemoveWhere(pair => stays.Contains(pair.Weights) || stays.Contains(pair.Zero));
        }

        foreach (var name in movable.SelectMany(pair => (string[])[pair.Weights, pair.Zero]).Distinct(StringComparer.Ordinal))
        {
            Move(network.Constant(name)!);
        }

        return movable.Count > 0;

        bool Movable(string name) => !others.Contains(name)
            && network.Constant(name) is { DataType: Network.Unsigned8 } bytes && (bytes.HasRawData || bytes.Int32Data.Count > 0);
    }

    private static void Move(TensorProto constant)
    {
        var moved = constant.HasRawData ? constant.RawData.ToByteArray() : [.. constant.Int32Data.Select(value => (byte)value)];
        TensorPrimitives.Subtract(moved, Half, moved);
        constant.Int32Data.Clear();
        constant.RawData = UnsafeByteOperations.UnsafeWrap(moved);
        constant.DataType = Network.Signed8;
    }
}
