using System.Numerics.Tensors;
using Parley.Local.Onnx;

namespace Parley.Local.Moonshine;

/// <summary>
/// What the encoder heard → tokens, always the likeliest next one. Thread-safe.
/// <para>
/// A draft, the tokens of an earlier and shorter hearing, is checked whole in one step instead of one step a token: the
/// network says what it would have written after each of them, and writing goes on from the first it does not agree with.
/// A quantised network rounds a little differently when it looks at several tokens at once, so what is nearly a tie is
/// decided again on its own.
/// </para>
/// </summary>
internal sealed unsafe class MoonshineDecoder : IDisposable
{
    /// <summary>A shorter draft is not worth its check.</summary>
    private const int ShortestDraft = 8;

    /// <summary>Logits nearer to each other than this may change places by rounding.</summary>
    private const float Tie = 0.7f;

    private readonly OnnxModel _model;
    private readonly OnnxFunction _first;
    private readonly OnnxFunction _next;
    private readonly int _layers;
    private readonly OnnxTensor<float> _nothing;
    private readonly OnnxTensor<bool> _yes = new(1);
    private readonly OnnxTensor<bool> _no = new(1);

    /// <exception cref="OnnxException">The file is no Moonshine decoder.</exception>
    public MoonshineDecoder(string path, int threads)
    {
        _model = new OnnxModel(path, threads);
        const int OtherInputs = 3;
        const int FirstCacheInput = 2;
        (_layers, var rest) = Math.DivRem(_model.InputCount - OtherInputs, DecoderCache.Kinds);
        if (_layers < 1 || rest != 0)
        {
            _model.Dispose();
            throw new OnnxException($"{path} is no merged Moonshine decoder.");
        }

        var shape = _model.InputShape(FirstCacheInput);
        _nothing = new OnnxTensor<float>(1, shape[1], 0, shape[3]);
        _yes.Data[0] = true;
        var cache = Enumerable.Range(0, _layers).SelectMany(layer =>
            (string[])[$"{layer}.decoder.key", $"{layer}.decoder.value", $"{layer}.encoder.key", $"{layer}.encoder.value"]).ToList();
        List<string> inputs = ["input_ids", "encoder_hidden_states", .. cache.Select(name => $"past_key_values.{name}"), "use_cache_branch"];
        _first = new OnnxFunction(_model, inputs, ["logits", .. cache.Select(name => $"present.{name}")]);
        _next = new OnnxFunction(
            _model, inputs, ["logits", .. cache.Where((_, place) => DecoderCache.OfTokens(place)).Select(name => $"present.{name}")]);
    }

    /// <param name="states">What the encoder made.</param>
    /// <param name="draft">Tokens to start from where they are right.</param>
    /// <param name="most">How many tokens to write at most.</param>
    public Hypothesis Decode(nint states, ReadOnlySpan<int> draft, int most)
    {
        using var cache = new DecoderCache(_layers);
        var hypothesis = new Hypothesis();
        draft = draft.Length < ShortestDraft ? [] : draft[..Math.Min(draft.Length, most)];
        var token = Check(cache, states, draft, hypothesis);
        while (token != MoonshineVocabulary.End && hypothesis.Tokens.Count < most)
        {
            hypothesis.Write(token);
            token = Step(cache, states, token, hypothesis);
        }

        return hypothesis;
    }

    public void Dispose()
    {
        _first.Dispose();
        _next.Dispose();
        _nothing.Dispose();
        _yes.Dispose();
        _no.Dispose();
        _model.Dispose();
    }

    /// <summary>Takes from the draft what is right; returns the token after that.</summary>
    private int Check(DecoderCache cache, nint states, ReadOnlySpan<int> draft, Hypothesis hypothesis)
    {
        using var ids = new OnnxTensor<long>(1, draft.Length + 1);
        ids.Data[0] = MoonshineVocabulary.Begin;
        for (var i = 0; i < draft.Length; i++)
        {
            ids.Data[i + 1] = draft[i];
        }

        Span<nint> inputs = stackalloc nint[cache.Values.Length + 3];
        inputs.Fill(_nothing.Value);
        (inputs[0], inputs[1], inputs[^1]) = (ids.Value, states, _no.Value);
        Span<nint> outputs = stackalloc nint[cache.Values.Length + 1];
        _first.Invoke(inputs, outputs);
        for (var place = 0; place < cache.Values.Length; place++)
        {
            cache.Replace(place, outputs[place + 1]);
        }

        try
        {
            for (var i = 0; ; i++)
            {
                var row = Row(outputs[0], i);
                if (i > 0 && NearTie(row))
                {
                    cache.Shorten(i);
                    return Step(cache, states, draft[i - 1], hypothesis);
                }

                var token = Likeliest(row, hypothesis);
                if (i == draft.Length)
                {
                    return token;
                }

                if (token != draft[i])
                {
                    cache.Shorten(i + 1);
                    return token;
                }

                hypothesis.Write(token);
            }
        }
        finally
        {
            OnnxApi.ReleaseValue(outputs[0]);
        }
    }

    private int Step(DecoderCache cache, nint states, int token, Hypothesis hypothesis)
    {
        using var ids = new OnnxTensor<long>(1, 1);
        ids.Data[0] = token;
        Span<nint> inputs = stackalloc nint[cache.Values.Length + 3];
        (inputs[0], inputs[1], inputs[^1]) = (ids.Value, states, _yes.Value);
        cache.Values.CopyTo(inputs[2..]);
        Span<nint> outputs = stackalloc nint[(cache.Values.Length / 2) + 1];
        _next.Invoke(inputs, outputs);
        var made = 1;
        for (var place = 0; place < cache.Values.Length; place++)
        {
            if (DecoderCache.OfTokens(place))
            {
                cache.Replace(place, outputs[made++]);
            }
        }

        try
        {
            return Likeliest(Row(outputs[0], 0), hypothesis);
        }
        finally
        {
            OnnxApi.ReleaseValue(outputs[0]);
        }
    }

    /// <summary>The logits of every token for one position.</summary>
    private static Span<float> Row(nint logits, int position)
    {
        var all = checked((int)OnnxApi.Shape(logits)[2]);
        return new Span<float>((float*)OnnxApi.Data(logits) + ((long)position * all), all);
    }

    private static bool NearTie(Span<float> row)
    {
        var best = TensorPrimitives.IndexOfMax<float>(row);
        var (first, second) = (row[best], Math.Max(Greatest(row[..best]), Greatest(row[(best + 1)..])));
        return first - second < Tie;
    }

    private static float Greatest(ReadOnlySpan<float> some) => some.IsEmpty ? float.NegativeInfinity : TensorPrimitives.Max(some);

    /// <summary>The likeliest token; how likely it is goes into the hypothesis.</summary>
    private static int Likeliest(ReadOnlySpan<float> row, Hypothesis hypothesis)
    {
        var best = TensorPrimitives.IndexOfMax(row);
        var certainty = -LogOfSum(row, row[best]);
        hypothesis.Choose(certainty, certainty + row[MoonshineVocabulary.End] - row[best]);
        return best;
    }

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
