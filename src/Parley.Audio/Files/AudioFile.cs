using Parley.Audio.Files.Ffmpeg;
using Parley.Audio.Files.Input;
using Parley.Audio.Files.Sniffing;
using Parley.Audio.Files.Wav;
using Parley.Audio.Native;
using Parley.Failures;

namespace Parley.Audio.Files;

/// <summary>
/// The one way in for recorded audio:
/// <list type="number">
/// <item>The head of the file is looked at, past any ID3 tag, and the file recognised by its content.</item>
/// <item>WAV samples are read here, as they arrive.</item>
/// <item>Everything else goes through ffmpeg, confined and told the format, as it arrives.</item>
/// <item>Either way the length of the audio is limited, and an error is an outcome.</item>
/// </list>
/// </summary>
public static class AudioFile
{
    private const int MaxId3Tags = 8;

    /// <summary>Enough for every magic number and for two frames of MPEG audio as people stream it.</summary>
    private const int LiveHeadBytes = 2 * 1024;

    /// <summary>Opens a recording: WAV, MP3, AAC, M4A/MP4, FLAC, Ogg, WebM or Matroska.</summary>
    /// <param name="input">The file, of unknown length, read forwards only. The caller closes it, after the source.</param>
    /// <param name="decoders">Bounds the decoder processes that run at once; null where recordings come one by one.</param>
    /// <param name="time">Measures <see cref="AudioFileLimits.DecodeStall"/>.</param>
    /// <returns>
    /// The recording, or <see cref="ErrorCodes.UnsupportedAudio"/> for what is none,
    /// <see cref="ErrorCodes.InvalidAudio"/> for one that is broken, <see cref="ErrorCodes.UploadTooLarge"/>,
    /// <see cref="ErrorCodes.TooManySessions"/> when no decoder came free, or <see cref="ErrorCodes.Internal"/> when a
    /// program or library is missing.
    /// </returns>
    public static ValueTask<Outcome<IAudioSource>> OpenAsync(
        Stream input, AudioFileLimits limits, DecoderSlots? decoders, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(input, limits, new FfmpegDecoder(Sandbox.OfThisMachine(), limits, decoders, time), cancellation);

    /// <inheritdoc cref="OpenAsync(Stream, AudioFileLimits, DecoderSlots?, TimeProvider, CancellationToken)"/>
    public static ValueTask<Outcome<IAudioSource>> OpenAsync(
        Stream input, AudioFileLimits limits, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(input, limits, decoders: null, time, cancellation);

    /// <summary>
    /// Opens a recording that is being spoken: as <see cref="OpenAsync(Stream, AudioFileLimits, DecoderSlots?, TimeProvider, CancellationToken)"/>,
    /// from its first few bytes, so that its audio comes while it arrives.
    /// </summary>
    public static ValueTask<Outcome<IAudioSource>> OpenLiveAsync(
        Stream input, AudioFileLimits limits, DecoderSlots? decoders, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(new Upload(input, limits.MaxBytes, LiveHeadBytes), limits, new FfmpegDecoder(Sandbox.OfThisMachine(), limits, decoders, time), cancellation);

    internal static ValueTask<Outcome<IAudioSource>> OpenAsync(
        Stream input, AudioFileLimits limits, FfmpegDecoder decoder, CancellationToken cancellation) =>
        OpenAsync(new Upload(input, limits.MaxBytes), limits, decoder, cancellation);

    private static async ValueTask<Outcome<IAudioSource>> OpenAsync(
        Upload upload, AudioFileLimits limits, FfmpegDecoder decoder, CancellationToken cancellation)
    {
        try
        {
            // 1. Recognise.
            var sniffed = await SniffAsync(upload, cancellation);
            if (!sniffed.Succeeded)
            {
                return sniffed.Error;
            }

            // 2. and 3. Open what it is.
            var opened = sniffed.Value == SniffedFormat.Wav
                ? await OpenWavAsync(upload, limits, decoder, cancellation)
                : await decoder.OpenAsync(sniffed.Value, upload, cancellation);

            // 4. Limit.
            return opened.Succeeded
                ? Outcome.Of<IAudioSource>(new LimitedSource(opened.Value, limits.MaxDuration))
                : opened.Error;
        }
        catch (ParleyException refused)
        {
            return refused.Error;
        }
        catch (NativeLibraryMissingException missing)
        {
            return FileErrors.NotAvailable(missing.Message);
        }
    }

    private static async ValueTask<Outcome<SniffedFormat>> SniffAsync(Upload upload, CancellationToken cancellation)
    {
        var head = await upload.PeekAsync(upload.HeadBytes, cancellation);
        var tags = 0;
        for (; tags < MaxId3Tags && Id3Tag.Length(head.Span) is > 0 and var length; tags++)
        {
            if (!await upload.SkipAsync(length, cancellation))
            {
                return FileErrors.Invalid("The file ends within its ID3 tag; it holds no audio.");
            }

            head = await upload.PeekAsync(upload.HeadBytes, cancellation);
        }

        return tags > 0 && head.IsEmpty
            ? FileErrors.Invalid("The file holds a tag and no audio.")
            : FormatSniffer.Sniff(head.Span);
    }

    private static async ValueTask<Outcome<IAudioSource>> OpenWavAsync(
        Upload upload, AudioFileLimits limits, FfmpegDecoder decoder, CancellationToken cancellation)
    {
        var header = await WavHeader.ReadAsync(upload, cancellation);
        if (!header.Succeeded)
        {
            return header.Error;
        }

        return header.Value.Format.Read is not null
            ? Outcome.Of<IAudioSource>(new WavSource(header.Value, upload, limits.MaxBytes))
            : await decoder.OpenWavAsync(header.Value, upload, cancellation);
    }
}
