namespace Parley.Audio.Codecs;

/// <summary>Interleaved samples of any format to one channel.</summary>
internal static class Mixdown
{
    /// <summary>Averages the channels of each frame. <paramref name="frames"/> holds whole frames.</summary>
    public static int ToMono<TFormat>(ReadOnlySpan<byte> frames, int channels, Span<float> mono)
        where TFormat : struct, ISampleFormat
    {
        var count = frames.Length / (TFormat.Bytes * channels);
        mono = mono[..count];

        if (channels == 1)
        {
            for (var i = TFormat.ReadMany(frames, mono); i < mono.Length; i++)
            {
                mono[i] = TFormat.Read(frames[(i * TFormat.Bytes)..]);
            }

            return count;
        }

        var scale = 1f / channels;
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0f;
            for (var channel = 0; channel < channels; channel++)
            {
                sum += TFormat.Read(frames);
                frames = frames[TFormat.Bytes..];
            }

            mono[i] = sum * scale;
        }

        return count;
    }
}
