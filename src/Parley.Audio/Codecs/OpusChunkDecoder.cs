using Parley.Audio.Native;
using Parley.Failures;

namespace Parley.Audio.Codecs;

/// <summary>One Opus packet a chunk. libopus itself folds stereo packets into the one channel asked for.</summary>
internal sealed class OpusChunkDecoder : IChunkDecoder
{
    /// <summary>Packets must be shorter; speech takes some 20 to 400 bytes, what a network carries whole 1,500.</summary>
    public const int PacketLimit = 4_000;

    /// <summary>The longest packet that RFC 6716 allows, milliseconds.</summary>
    private const int LongestPacket = 120;

    private readonly OpusDecoderHandle _decoder;
    private readonly int _maxSamples;

    public OpusChunkDecoder(int rate)
    {
        _maxSamples = rate / 1_000 * LongestPacket;
        try
        {
            _decoder = OpusLibrary.CreateDecoder(rate, channels: 1, out var error);
            if (_decoder.IsInvalid)
            {
                _decoder.Dispose();
                throw new InvalidOperationException($"libopus cannot make a decoder for {rate} Hz (error {error}).");
            }
        }
        catch (DllNotFoundException missing)
        {
            throw new NativeLibraryMissingException(OpusLibrary.Name, OpusLibrary.Package, missing);
        }
    }

    public int MaxSamples(int chunkBytes) => _maxSamples;

    public Outcome<int> Decode(ReadOnlySpan<byte> chunk, Span<float> mono)
    {
        if (chunk.IsEmpty)
        {
            return 0;
        }

        if (chunk.Length >= PacketLimit)
        {
            return Invalid($"An Opus packet of {chunk.Length} bytes; packets are under {PacketLimit} bytes.");
        }

        // The native side trusts the length it is given.
        mono = mono[.._maxSamples];
        var samples = OpusLibrary.Decode(_decoder, chunk, chunk.Length, mono, _maxSamples, decodeFec: 0);
        if (samples < 0)
        {
            return Invalid($"The {chunk.Length} bytes are not an Opus packet (RFC 6716).");
        }

        foreach (ref var sample in mono[..samples])
        {
            sample = Sample.Sane(sample);
        }

        return samples;
    }

    public void Dispose() => _decoder.Dispose();

    private static ParleyError Invalid(string message) => ParleyError.Invalid("audio", message, ErrorCodes.InvalidAudio);
}
