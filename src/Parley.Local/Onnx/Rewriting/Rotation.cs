namespace Parley.Local.Onnx.Rewriting;

/// <summary>
/// A rotary position embedding: the first values of each of an attention's heads are pairs, and each pair is turned by the angle of its place.
/// Recognised by all that is written for it: the pairs are cut apart, one half is negated, both are put together again in the
/// other order, and what is not turned is put behind.
/// </summary>
/// <param name="Result">The name of what is made.</param>
/// <param name="Values">The name of what is turned: [batch, heads, places, <paramref name="Size"/>].</param>
/// <param name="Cosines">The name of what either value of a pair is multiplied by: [batch or 1, 1, places, <paramref name="Turned"/>].</param>
/// <param name="Sines">The name of what the other value of a pair is multiplied by, of the same sizes.</param>
/// <param name="Size">How many values a head has.</param>
/// <param name="Turned">How many of them, from the first, are turned.</param>
internal sealed record Rotation(string Result, string Values, string Cosines, string Sines, int Size, int Turned)
{
    private const long Last = -1;
    private const long ValuesOfHead = 3;

    /// <summary>A matrix of as many rows and columns is made for it.</summary>
    private const long Largest = 512;

    /// <returns>Null: the node puts something else together.</returns>
    public static Rotation? Of(Wiring wiring, NodeProto node)
    {
        if (Parts(node) is not var (turned, kept) || wiring.Maker(turned, "Add") is not { } sum || Slice(wiring, kept) is not { Step: 1 } rest
            || wiring.Maker(sum.Input[0], "Mul") is not { } straight || wiring.Maker(sum.Input[1], "Mul") is not { } across
            || Slice(wiring, straight.Input[0]) is not { From: 0, Step: 1 } first
            || !string.Equals(first.Values, rest.Values, StringComparison.Ordinal) || first.To != rest.From
            || SizeOfHeads(wiring, first.Values) is not { } size || first.To >= size || rest.To < size
            || !IsTurned(wiring, straight.Input[0], across.Input[0])
            || Angle(wiring, straight.Input[1], "Cos") is not { } angle || !string.Equals(Angle(wiring, across.Input[1], "Sin"), angle, StringComparison.Ordinal)
            || Single(wiring, angle, first.To) is not { } angles || wiring.Sizes(angles) is not [_, _, { DimValue: > 0 and var pairs }]
            || pairs * 2 != first.To)
        {
            return null;
        }

        return new Rotation(node.Output[0], first.Values, straight.Input[1], across.Input[1], (int)size, (int)first.To);
    }

    /// <summary>How many values a head has, when that is how they were laid out: [batch, heads, places, size]; null: it is not known.</summary>
    private static long? SizeOfHeads(Wiring wiring, string values) =>
        wiring.Maker(values, "Transpose") is { Attribute: [{ Name: "perm", Ints: [0, 2, 1, 3] }] } transposed
        && wiring.Maker(transposed.Input[0], "Reshape") is { } apart && wiring.WholeNumbers(apart.Input[1]) is [_, _, _, > 0 and <= Largest and var size]
            ? size
            : null;

    /// <summary>Whether of each pair (a, b) of <paramref name="values"/> the other value is (−b, a).</summary>
    private static bool IsTurned(Wiring wiring, string values, string turned) =>
        wiring.Maker(turned, "Reshape") is { } flat && wiring.WholeNumbers(flat.Input[1]) is [0, 0, 0, -1]
        && wiring.Maker(flat.Input[0], "Concat") is { } pairs && Parts(pairs) is var (left, right)
        && Unsqueezed(wiring, left, Last) is { } negative && wiring.Maker(negative, "Neg") is { } negated
        && Unsqueezed(wiring, right, Last) is { } positive
        && IsHalf(wiring, negated.Input[0], values, from: 1) && IsHalf(wiring, positive, values, from: 0);

    private static bool IsHalf(Wiring wiring, string half, string values, long from) =>
        Slice(wiring, half) is { To: long.MaxValue, Step: 2 } cut && cut.From == from && string.Equals(cut.Values, values, StringComparison.Ordinal);

    /// <summary>What the factors are the cosine or sine of, the same for all heads.</summary>
    private static string? Angle(Wiring wiring, string factors, string operation) =>
        Unsqueezed(wiring, factors, axis: 1) is { } made && wiring.Maker(made, operation) is { } function ? function.Input[0] : null;

    /// <summary>The angles, when each stands there twice, once for either value of a pair.</summary>
    private static string? Single(Wiring wiring, string twice, long turned) =>
        wiring.Maker(twice, "Reshape") is { } flat && wiring.WholeNumbers(flat.Input[1]) is [_, _, var width] shape
        && (width == turned || shape is [0, 0, -1])
        && wiring.Maker(flat.Input[0], "Concat") is { } both && Parts(both) is var (left, right)
        && Unsqueezed(wiring, left, Last) is { } angles && string.Equals(Unsqueezed(wiring, right, Last), angles, StringComparison.Ordinal)
            ? angles
            : null;

    private static string? Unsqueezed(Wiring wiring, string value, long axis) =>
        wiring.Maker(value, "Unsqueeze") is { Input: [var narrower, var axes] } && wiring.WholeNumbers(axes) is [var only] && only == axis ? narrower : null;

    /// <summary>The two values that are put together along the last axis.</summary>
    private static (string Left, string Right)? Parts(NodeProto node) =>
        node is { OpType: "Concat", Input: [var left, var right], Attribute: [{ Name: "axis", I: Last }] } ? (left, right) : null;

    /// <summary>The part of each head's values that is cut out.</summary>
    private static Cut? Slice(Wiring wiring, string value) =>
        wiring.Maker(value, "Slice") is { Input: [var values, var start, var end, var axes, var steps] }
        && wiring.WholeNumbers(axes) is [ValuesOfHead] && wiring.WholeNumbers(start) is [var from] && wiring.WholeNumbers(end) is [var to]
        && wiring.WholeNumbers(steps) is [var step]
            ? new Cut(values, from, to, step)
            : null;

    private sealed record Cut(string Values, long From, long To, long Step);
}
