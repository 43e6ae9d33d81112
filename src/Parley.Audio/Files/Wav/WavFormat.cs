using System.Buffers.Binary;
using Parley.Audio.Codecs;
using Parley.Audio.Resampling;
using Parley.Failures;

namespace Parley.Audio.Files.Wav;

/// <summary>Mixes whole frames down to one channel and says how many samples it wrote.</summary>
internal delegate int FrameReader(ReadOnlySpan<byte> frames, int channels, Span<float> mono);

/// <summary>What the fmt chunk says, checked.</summary>
/// <param name="Rate">Frames a second, 1 to 384,000.</param>
/// <param name="Channels">1 to <see cref="MaxChannels"/>.</param>
/// <param name="FrameBytes">Bytes of one sample of every channel.</param>
/// <param name="Read">Reads such frames; null for a compressed format, which only ffmpeg reads.</param>
internal sealed record WavFormat(int Rate, int Channels, int FrameBytes, FrameReader? Read)
{
    public const int MaxChannels = 32;

    /// <summary>Bytes that every fmt chunk has.</summary>
    public const int MinBytes = 16;

    private const int Pcm = 1;
    private const int Float = 3;
    private const int ALaw = 6;
    private const int MuLaw = 7;
    private const int Extensible = 0xFFFE;
    private const int ExtensibleBytes = 40;
    private const int SubFormatOffset = 24;

    /// <param name="chunk">The body of the fmt chunk, at least <see cref="MinBytes"/> long.</param>
    public static Outcome<WavFormat> Parse(ReadOnlySpan<byte> chunk)
    {
        var tag = (int)BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        var frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (tag == Extensible && chunk.Length >= ExtensibleBytes)
        {
            // The subformat is a GUID that begins with the tag that would have stood in front.
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[SubFormatOffset..]);
        }

        if (channels is 0 or > MaxChannels)
        {
            return FileErrors.Invalid($"The WAV header says {channels} channels; 1 to {MaxChannels} are supported.");
        }

        if (rate is < Resampler.MinRate or > Resampler.MaxRate)
        {
            return FileErrors.Invalid(
                $"The WAV header says a sample rate of {rate} Hz; {Resampler.MinRate} to {Resampler.MaxRate} are supported.");
        }

        return tag switch
        {
            Pcm => OfSamples(PcmReader(bits), "8, 16, 24 and 32"),
            Float => OfSamples(FloatReader(bits), "32 and 64"),
            ALaw => OfSamples(bits == 8 ? Mixdown.ToMono<ALaw> : null, "8"),
            MuLaw => OfSamples(bits == 8 ? Mixdown.ToMono<MuLaw> : null, "8"),
            _ => new WavFormat((int)rate, channels, frameBytes, Read: null),
        };

        Outcome<WavFormat> OfSamples(FrameReader? reader, string supported)
        {
            if (reader is null)
            {
                return FileErrors.Invalid(
                    $"The WAV header says {bits} bits per sample; {supported} are supported for its format {tag}.");
            }

            return frameBytes == channels * bits / 8
                ? new WavFormat((int)rate, channels, frameBytes, reader)
                : FileErrors.Invalid(
                    $"The WAV header says {frameBytes} bytes per frame; {channels} channels of {bits} bits are {channels * bits / 8}.");
        }
    }

    private static FrameReader? PcmReader(int bits) => bits switch
    {
        8 => Mixdown.ToMono<U8>,
        16 => Mixdown.ToMono<S16Le>,
        24 => Mixdown.ToMono<S24Le>,
        32 => Mixdown.ToMono<S32Le>,
        _ => null,
    };

    private static FrameReader? FloatReader(int bits) => bits switch
    {
        32 => Mixdown.ToMono<F32Le>,
        64 => Mixdown.ToMono<F64Le>,
        _ => null,
    };
}
