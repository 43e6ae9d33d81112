using System.ComponentModel;
using Parley.Audio.Files.Input;
using Parley.Audio.Files.Mp4;
using Parley.Audio.Files.Sniffing;
using Parley.Audio.Files.Wav;
using Parley.Failures;

namespace Parley.Audio.Files.Ffmpeg;

/// <summary>
/// Opens recordings that ffmpeg decodes. It is told which format it gets, reads its standard input and may open
/// nothing else, so that no file can make it read another.
/// </summary>
internal sealed class FfmpegDecoder(Sandbox sandbox, AudioFileLimits limits, DecoderSlots? slots, TimeProvider time)
{
    /// <summary>
    /// The decoders of the accepted formats; those of video and of rarities, where most faults are found, stay shut.
    /// </summary>
    private const string Decoders =
        "aac,ac3,alac,amrnb,amrwb,eac3,flac,libopus,libvorbis,mp1,mp1float,mp2,mp2float,mp3,mp3float,opus,vorbis,"
        + "adpcm_ima_wav,adpcm_ms,gsm_ms,libspeex,speex,"
        + "pcm_alaw,pcm_f32be,pcm_f32le,pcm_f64le,pcm_mulaw,pcm_s16be,pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32le,pcm_u8";

    /// <summary>Even a slow core decodes a hundred times faster than people speak; twenty leaves a margin.</summary>
    private const int SlowestSpeed = 20;

    private static readonly TimeSpan LeastCpu = TimeSpan.FromSeconds(30);

    /// <param name="upload">Stands at the first byte of the format; stays open.</param>
    public async ValueTask<Outcome<IAudioSource>> OpenAsync(
        SniffedFormat format, Upload upload, CancellationToken cancellation)
    {
        if (format == SniffedFormat.Mp4 || format == SniffedFormat.M4a)
        {
            return await OpenMp4Async(format, upload, cancellation);
        }

        var head = await upload.PeekAsync(upload.HeadBytes, cancellation);
        return await StartAsync(format, upload, ClaimedDuration.Of(format, head.Span), [], cancellation);
    }

    /// <summary>Opens a WAV file whose samples are compressed.</summary>
    /// <param name="samples">Stands at the first byte of the samples; stays open.</param>
    public ValueTask<Outcome<IAudioSource>> OpenWavAsync(WavHeader header, Stream samples, CancellationToken cancellation) =>
        StartAsync(SniffedFormat.Wav, new ConcatenatedStream(new MemoryStream(header.ToBytes()), samples), null, [], cancellation);

    private async ValueTask<Outcome<IAudioSource>> OpenMp4Async(
        SniffedFormat format, Upload upload, CancellationToken cancellation)
    {
        var input = await Mp4Input.OpenAsync(upload, cancellation);
        if (!input.Succeeded)
        {
            return input.Error;
        }

        return await StartAsync(format, input.Value.Bytes, input.Value.Duration, [input.Value], cancellation);
    }

    /// <param name="owned">What the file needs; let go with the source, or at once when there will be none.</param>
    private async ValueTask<Outcome<IAudioSource>> StartAsync(
        SniffedFormat format, Stream file, TimeSpan? duration, List<IDisposable> owned, CancellationToken cancellation)
    {
        Outcome<IAudioSource> started = FileErrors.NotAvailable("ffmpeg was not started.");
        try
        {
            started = await WaitTurnAsync(owned, cancellation) is { } refusal ? refusal : Start(format, file, duration, owned);
            return started;
        }
        finally
        {
            if (!started.Succeeded)
            {
                owned.ForEach(one => one.Dispose());
            }
        }
    }

    private async ValueTask<ParleyError?> WaitTurnAsync(List<IDisposable> owned, CancellationToken cancellation)
    {
        if (slots is null)
        {
            return null;
        }

        var slot = await slots.TakeAsync(cancellation);
        if (slot.Succeeded)
        {
            owned.Add(slot.Value);
        }

        return slot.Error;
    }

    private Outcome<IAudioSource> Start(SniffedFormat format, Stream file, TimeSpan? duration, List<IDisposable> owned)
    {
        var cpu = LeastCpu + (limits.MaxDuration / SlowestSpeed);
        var start = sandbox.Confine(Arguments(format.Demuxer), cpu);
        if (!start.Succeeded)
        {
            return start.Error;
        }

        try
        {
            var process = FfmpegProcess.Start(start.Value, file);
            return Outcome.Of<IAudioSource>(
                new FfmpegSource(format.Container, duration, process, cpu, limits.DecodeStall, time, owned));
        }
        catch (Win32Exception failure)
        {
            return FileErrors.NotAvailable($"ffmpeg cannot be started: {failure.Message}");
        }
    }

    private static string[] Arguments(string demuxer) =>
    [
        "-nostdin", "-hide_banner", "-v", "error",
        "-protocol_whitelist", "pipe", "-f", demuxer, "-codec_whitelist", Decoders, "-threads", "1", "-i", "pipe:0",
        "-map", "0:a:0", "-vn", "-sn", "-dn",
        "-ac", "1", "-ar", $"{AudioFormat.Engine.Rate}",
        "-f", "f32le", "pipe:1",
    ];
}
