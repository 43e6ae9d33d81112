using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parley.Audio.Native;

/// <summary>What is used of libspeexdsp: its resampler.</summary>
internal static partial class SpeexDspLibrary
{
    public const string Name = "libspeexdsp.so.1";
    public const string Package = "libspeexdsp1";

    /// <param name="quality">0 (fast) to 10 (best).</param>
    [LibraryImport(Name, EntryPoint = "speex_resampler_init")]
    public static partial SpeexResamplerHandle CreateResampler(
        uint channels, uint inputRate, uint outputRate, int quality, out int error);

    /// <param name="inputLength">Samples given; on return, samples consumed.</param>
    /// <param name="outputLength">Room for samples; on return, samples written.</param>
    [LibraryImport(Name, EntryPoint = "speex_resampler_process_float")]
    public static partial int Process(
        SpeexResamplerHandle resampler,
        uint channel,
        ReadOnlySpan<float> input,
        ref uint inputLength,
        Span<float> output,
        ref uint outputLength);

    /// <summary>Starts the output at the middle of the filter, so that it is not late.</summary>
    [LibraryImport(Name, EntryPoint = "speex_resampler_skip_zeros")]
    public static partial int SkipZeros(SpeexResamplerHandle resampler);

    [LibraryImport(Name, EntryPoint = "speex_resampler_reset_mem")]
    public static partial int Reset(SpeexResamplerHandle resampler);

    [LibraryImport(Name, EntryPoint = "speex_resampler_destroy")]
    public static partial void DestroyResampler(nint resampler);
}

internal sealed class SpeexResamplerHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        SpeexDspLibrary.DestroyResampler(handle);
        return true;
    }
}
