using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parley.Audio.Native;

/// <summary>What is used of libopus.</summary>
internal static partial class OpusLibrary
{
    public const string Name = "libopus.so.0";
    public const string Package = "libopus0";

    [LibraryImport(Name, EntryPoint = "opus_decoder_create")]
    public static partial OpusDecoderHandle CreateDecoder(int rate, int channels, out int error);

    /// <summary>Samples written, or a negative error.</summary>
    /// <param name="frameSize">Room in <paramref name="pcm"/>, samples of one channel.</param>
    [LibraryImport(Name, EntryPoint = "opus_decode_float")]
    public static partial int Decode(
        OpusDecoderHandle decoder, ReadOnlySpan<byte> packet, int bytes, Span<float> pcm, int frameSize, int decodeFec);

    [LibraryImport(Name, EntryPoint = "opus_decoder_destroy")]
    public static partial void DestroyDecoder(nint decoder);
}

internal sealed class OpusDecoderHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        OpusLibrary.DestroyDecoder(handle);
        return true;
    }
}
