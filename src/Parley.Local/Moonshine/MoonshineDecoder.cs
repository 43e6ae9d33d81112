using Parley.Local.Onnx;

namespace Parley.Local.Moonshine;

/// <summary>What the encoder heard → tokens, always the likeliest next one. Thread-safe.</summary>
internal sealed class MoonshineDecoder : IDisposable
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

    /// <summary>Whether a draft is long enough to be checked.</summary>
    public static bool Checks(IReadOnlyList<int>? draft) => draft?.Count >= ShortestDraft;

    /// <summary>
    /// One utterance. A draft, the tokens of an earlier and shorter hearing, is checked whole in one step instead of one
    /// step a token: the network says what it would have written after each of them, and writing goes on from the first
    /// it does not agree with. A quantised network rounds a little differently when it looks at several tokens at once, so
    /// what is nearly a tie is decided again on its own.
    /// </summary>
    /// <param name="states">What the encoder made.</param>
    /// <param name="draft">Tokens to start from where they are right.</param>
    /// <param name="most">How many tokens to write at most.</param>
    /// <param name="options">Native options of each run; 0: the usual ones.</param>
    /// <exception cref="OnnxException">A run was ended early.</exception>
    public Hypothesis Decode(nint states, ReadOnlySpan<int> draft, int most, nint options)
    {
        using var cache = new DecoderCache(_layers) { RunOptions = options };
        var hypothesis = new Hypothesis();
        draft = draft.Length < ShortestDraft ? [] : draft[..Math.Min(draft.Length, most)];
        var token = Check(cache, states, draft, hypothesis);
        while (token != MoonshineVocabulary.End && hypothesis.Tokens.Count < most)
        {
            hypothesis.Write(token);
            token = Next(cache, states, token, hypothesis);
        }

        return hypothesis;
    }

    /// <summary>
    /// Several utterances in step, token by token: a step reads the whole network from memory, however many utterances it
    /// is for. Those that are finished leave when they are half of what is carried along.
    /// </summary>
    /// <param name="states">What the encoder made of all of them; this takes it over.</param>
    /// <param name="most">How many tokens to write of each at most.</param>
    public Hypothesis[] DecodeTogether(nint states, ReadOnlySpan<int> most)
    {
        var all = new Hypothesis[most.Length];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = new Hypothesis();
        }

        using var cache = new DecoderCache(_layers) { States = states };
        List<int> carried = [.. Enumerable.Range(0, all.Length)];
        var tokens = new long[all.Length];
        Array.Fill(tokens, MoonshineVocabulary.Begin);
        for (var first = true; ; first = false)
        {
            List<int> going = [];
            using (var ids = new OnnxTensor<long>(carried.Count, 1))
            {
                tokens.AsSpan(0, carried.Count).CopyTo(ids.Data);
                using var logits = first ? Begin(cache, cache.States, ids) : Step(cache, cache.States, ids);
                for (var row = 0; row < carried.Count; row++)
                {
                    var hypothesis = all[carried[row]];
                    if (tokens[row] == MoonshineVocabulary.End)
                    {
                        continue;
                    }

                    var token = Logits.Likeliest(logits.Row(row, 0), hypothesis);
                    hypothesis.Narrowest = Math.Min(hypothesis.Narrowest, Logits.Lead(logits.Row(row, 0)));
                    if (token == MoonshineVocabulary.End || hypothesis.Tokens.Count == most[carried[row]])
                    {
                        tokens[row] = MoonshineVocabulary.End;
                        continue;
                    }

                    hypothesis.Write(token);
                    tokens[row] = token;
                    going.Add(row);
                }
            }

            if (going.Count == 0)
            {
                return all;
            }

            if (going.Count <= carried.Count / 2)
            {
                cache.Keep(going);
                tokens = [.. going.Select(row => tokens[row])];
                carried = [.. going.Select(row => carried[row])];
            }
        }
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

        using var logits = Begin(cache, states, ids);
        for (var i = 0; ; i++)
        {
            var row = logits.Row(0, i);
            using var tied = i > 0 && Logits.Lead(row) < Tie ? cache.Beginning(i) : null;
            var token = tied is null ? Logits.Likeliest(row, hypothesis) : Next(tied, states, draft[i - 1], hypothesis);
            if (i < draft.Length && token == draft[i])
            {
                // Also where it was decided on its own: what the network said of the rest presumes just this token.
                hypothesis.Write(token);
                continue;
            }

            if (tied is not null)
            {
                cache.TakeTokens(tied);
            }
            else if (i < draft.Length)
            {
                cache.Shorten(i + 1);
            }

            return token;
        }
    }

    /// <summary>The token after <paramref name="token"/>.</summary>
    private int Next(DecoderCache cache, nint states, int token, Hypothesis hypothesis)
    {
        using var ids = new OnnxTensor<long>(1, 1);
        ids.Data[0] = token;
        using var logits = Step(cache, states, ids);
        return Logits.Likeliest(logits.Row(0, 0), hypothesis);
    }

    /// <summary>The first step: fills the cache.</summary>
    /// <param name="ids">[utterance, token]</param>
    private Logits Begin(DecoderCache cache, nint states, OnnxTensor<long> ids)
    {
        Span<nint> inputs = stackalloc nint[cache.Values.Length + 3];
        inputs.Fill(_nothing.Value);
        (inputs[0], inputs[1], inputs[^1]) = (ids.Value, states, _no.Value);
        Span<nint> outputs = stackalloc nint[cache.Values.Length + 1];
        _first.Invoke(inputs, outputs, cache.RunOptions);
        for (var place = 0; place < cache.Values.Length; place++)
        {
            cache.Replace(place, outputs[place + 1]);
        }

        return new Logits(outputs[0]);
    }

    /// <summary>A later step: adds one token of each utterance to the cache.</summary>
    private Logits Step(DecoderCache cache, nint states, OnnxTensor<long> ids)
    {
        Span<nint> inputs = stackalloc nint[cache.Values.Length + 3];
        (inputs[0], inputs[1], inputs[^1]) = (ids.Value, states, _yes.Value);
        cache.Values.CopyTo(inputs[2..]);
        Span<nint> outputs = stackalloc nint[(cache.Values.Length / 2) + 1];
        _next.Invoke(inputs, outputs, cache.RunOptions);
        var made = 1;
        for (var place = 0; place < cache.Values.Length; place++)
        {
            if (DecoderCache.OfTokens(place))
            {
                cache.Replace(place, outputs[made++]);
            }
        }

        return new Logits(outputs[0]);
    }
}
