using System.Numerics.Tensors;
using Parley.Local.Onnx;

namespace Parley.Local.Moonshine;

/// <summary>
/// What the decoder remembers of the utterances it is at: for each layer the keys and values of the tokens so far, which every step
/// replaces, and those of the audio, which stay. Owns them. Not thread-safe.
/// </summary>
internal sealed class DecoderCache(int layers) : IDisposable
{
    /// <summary>Four a layer: the tokens' key and value, the audio's key and value.</summary>
    public const int Kinds = 4;

    private readonly nint[] _values = new nint[layers * Kinds];
    private bool _borrowsAudio;

    public ReadOnlySpan<nint> Values => _values;

    /// <summary>What the encoder made, [utterance, time, dimension]; 0: the caller keeps it.</summary>
    public nint States { get; set; }

    /// <summary>Native options of the runs that it is for; 0: the usual ones.</summary>
    public nint RunOptions { get; init; }

    /// <summary>Whether a place holds what belongs to tokens, and not to the audio.</summary>
    public static bool OfTokens(int place) => place % Kinds < 2;

    /// <summary>Takes over a value, and lets go of the one that was in its place.</summary>
    public void Replace(int place, nint value)
    {
        Release(_values[place]);
        _values[place] = value;
    }

    /// <summary>Forgets all but the first <paramref name="tokens"/>.</summary>
    public void Shorten(int tokens)
    {
        using var beginning = Beginning(tokens);
        TakeTokens(beginning);
    }

    /// <summary>
    /// What is remembered of the first <paramref name="tokens"/>, to go on from without this changing. What belongs to the audio stays
    /// this one's, which has to outlive it.
    /// </summary>
    public DecoderCache Beginning(int tokens)
    {
        var beginning = new DecoderCache(layers) { RunOptions = RunOptions, _borrowsAudio = true };
        for (var place = 0; place < _values.Length; place++)
        {
            beginning._values[place] = OfTokens(place) ? First(tokens, _values[place]) : _values[place];
        }

        return beginning;
    }

    /// <summary>Remembers the tokens of a beginning instead of its own, and takes them over.</summary>
    public void TakeTokens(DecoderCache beginning)
    {
        for (var place = 0; place < _values.Length; place++)
        {
            if (OfTokens(place))
            {
                Replace(place, beginning._values[place]);
                beginning._values[place] = 0;
            }
        }
    }

    /// <summary>Forgets all utterances but those in <paramref name="rows"/>, ascending.</summary>
    public void Keep(List<int> rows)
    {
        for (var place = 0; place < _values.Length; place++)
        {
            Replace(place, Rows(_values[place], rows));
        }

        var fewer = Rows(States, rows);
        Release(States);
        States = fewer;
    }

    public void Dispose()
    {
        Release(States);
        States = 0;
        for (var place = 0; place < _values.Length; place++)
        {
            Release(OfTokens(place) || !_borrowsAudio ? _values[place] : 0);
            _values[place] = 0;
        }
    }

    /// <param name="value">[utterance, head, token, dimension]</param>
    private static unsafe nint First(int tokens, nint value)
    {
        var shape = OnnxApi.Shape(value);
        var (heads, all, size) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        var first = OnnxApi.CreateTensor([shape[0], heads, tokens, size]);
        var from = new ReadOnlySpan<float>(OnnxApi.Data(value), heads * all * size);
        var to = new Span<float>(OnnxApi.Data(first), heads * tokens * size);
        for (var head = 0; head < heads; head++)
        {
            from.Slice(head * all * size, tokens * size).CopyTo(to[(head * tokens * size)..]);
        }

        return first;
    }

    private static unsafe nint Rows(nint value, List<int> rows)
    {
        var shape = OnnxApi.Shape(value);
        var size = checked((int)TensorPrimitives.Product<long>(shape.AsSpan(1)));
        shape[0] = rows.Count;
        var fewer = OnnxApi.CreateTensor(shape);
        for (var i = 0; i < rows.Count; i++)
        {
            new ReadOnlySpan<float>((float*)OnnxApi.Data(value) + ((long)rows[i] * size), size)
                .CopyTo(new Span<float>((float*)OnnxApi.Data(fewer) + ((long)i * size), size));
        }

        return fewer;
    }

    private static void Release(nint value)
    {
        if (value != 0)
        {
            OnnxApi.ReleaseValue(value);
        }
    }
}
