namespace Parley.Audio.Codecs;

/// <summary>Makes the decoder for a format.</summary>
public static class ChunkDecoders
{
    /// <param name="format">As <see cref="AudioFormat.Parse"/> accepts it.</param>
    /// <exception cref="Native.NativeLibraryMissingException">The library that decodes it is not installed.</exception>
    public static IChunkDecoder Create(AudioFormat format) => format.Encoding switch
    {
        AudioEncoding.S16Le => new PcmChunkDecoder<S16Le>("s16le", format.Channels),
        AudioEncoding.F32Le => new PcmChunkDecoder<F32Le>("f32le", format.Channels),
        AudioEncoding.MuLaw => new PcmChunkDecoder<MuLaw>("mulaw", format.Channels),
        AudioEncoding.ALaw => new PcmChunkDecoder<ALaw>("alaw", format.Channels),
        AudioEncoding.Opus => new OpusChunkDecoder(format.Rate),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format.Encoding, "No decoder for this encoding."),
    };
}
