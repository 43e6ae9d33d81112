using System.Numerics.Tensors;
using Parley.Local.Onnx;

namespace Parley.Local.Moonshine;

/// <summary>What the decoder thinks of every token: a row of them for each token it was given. Owns the value.</summary>
internal readonly unsafe ref struct Logits
{
    private readonly nint _value;
    private readonly int _tokens;
    private readonly int _all;

    /// <param name="value">[utterance, token, vocabulary]</param>
    public Logits(nint value)
    {
        var shape = OnnxApi.Shape(value);
        (_value, _tokens, _all) = (value, checked((int)shape[1]), checked((int)shape[2]));
    }

    /// <summary>What may follow the token at <paramref name="position"/> of an utterance.</summary>
    public Span<float> Row(int utterance, int position) =>
        new((float*)OnnxApi.Data(_value) + ((((long)utterance * _tokens) + position) * _all), _all);

    /// <summary>How far the likeliest token is before the next.</summary>
    public static float Lead(ReadOnlySpan<float> row)
    {
        var best = TensorPrimitives.IndexOfMax(row);
        return row[best] - Math.Max(Greatest(row[..best]), Greatest(row[(best + 1)..]));
    }

    /// <summary>The likeliest token; how likely it is goes into the hypothesis.</summary>
    public static int Likeliest(ReadOnlySpan<float> row, Hypothesis hypothesis)
    {
        var best = TensorPrimitives.IndexOfMax(row);
        var certainty = -LogOfSum(row, row[best]);
        hypothesis.Choose(certainty, certainty + row[MoonshineVocabulary.End] - row[best]);
        return best;
    }

    public void Dispose() => OnnxApi.ReleaseValue(_value);

    private static float Greatest(ReadOnlySpan<float> some) => some.IsEmpty ? float.NegativeInfinity : TensorPrimitives.Max(some);

    /// <summary>log Σ exp(x − greatest): how far the greatest is from certain.</summary>
    private static double LogOfSum(ReadOnlySpan<float> row, float greatest)
    {
        Span<float> part = stackalloc float[1024];
        var sum = 0.0;
        while (!row.IsEmpty)
        {
            var some = part[..Math.Min(part.Length, row.Length)];
            TensorPrimitives.Subtract(row[..some.Length], greatest, some);
            TensorPrimitives.Exp(some, some);
            sum += TensorPrimitives.Sum<float>(some);
            row = row[some.Length..];
        }

        return Math.Log(sum);
    }
}
