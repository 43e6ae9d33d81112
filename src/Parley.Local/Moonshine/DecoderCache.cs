using Parley.Local.Onnx;

namespace Parley.Local.Moonshine;

/// <summary>
/// What the decoder remembers of one utterance: for each layer the keys and values of the tokens so far, which every step
/// replaces, and those of the audio, which stay. Owns them. Not thread-safe.
/// </summary>
internal sealed class DecoderCache(int layers) : IDisposable
{
    /// <summary>Four a layer: the tokens' key and value, the audio's key and value.</summary>
    public const int Kinds = 4;

    private readonly nint[] _values = new nint[layers * Kinds];

    public ReadOnlySpan<nint> Values => _values;

    /// <summary>Whether a place holds what belongs to tokens, and not to the audio.</summary>
    public static bool OfTokens(int place) => place % Kinds < 2;

    /// <summary>Takes over a value, and lets go of the one that was in its place.</summary>
    public void Replace(int place, nint value)
    {
        Release(_values[place]);
        _values[place] = value;
    }

    /// <summary>Forgets all but the first <paramref name="tokens"/>.</summary>
    public unsafe void Shorten(int tokens)
    {
        for (var place = 0; place < _values.Length; place++)
        {
            if (!OfTokens(place))
            {
                continue;
            }

            // [utterance, head, token, dimension]
            var shape = OnnxApi.Shape(_values[place]);
            var (heads, all, size) = ((int)shape[1], (int)shape[2], (int)shape[3]);
            var shorter = OnnxApi.CreateTensor([shape[0], heads, tokens, size]);
            var from = new ReadOnlySpan<float>(OnnxApi.Data(_values[place]), heads * all * size);
            var to = new Span<float>(OnnxApi.Data(shorter), heads * tokens * size);
            for (var head = 0; head < heads; head++)
            {
                from.Slice(head * all * size, tokens * size).CopyTo(to[(head * tokens * size)..]);
            }

            Replace(place, shorter);
        }
    }

    public void Dispose()
    {
        foreach (ref var value in _values.AsSpan())
        {
            Release(value);
            value = 0;
        }
    }

    private static void Release(nint value)
    {
        if (value != 0)
        {
            OnnxApi.ReleaseValue(value);
        }
    }
}
