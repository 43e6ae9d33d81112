using System.ComponentModel;
using Parley.Audio.Files.Ffmpeg;
using Parley.Failures;

namespace Parley.Audio.Files;

/// <summary>Formats that samples can be written in while they come.</summary>
public enum EncodedFormat
{
    Mp3,

    /// <summary>Opus in Ogg.</summary>
    Opus,

    /// <summary>AAC in ADTS.</summary>
    Aac,
    Flac,
}

/// <summary>Compresses samples as they come, in a sandboxed process of its own.</summary>
public static class AudioEncoder
{
    /// <summary>Many times what an hour of speech costs on a slow core.</summary>
    private static readonly TimeSpan Cpu = TimeSpan.FromMinutes(2);

    /// <summary>Starts the process.</summary>
    /// <param name="rate">Samples a second.</param>
    /// <param name="samples">16-bit little-endian samples of one channel; read until its end.</param>
    /// <returns>The compressed audio, to be disposed of, or what is missing on this machine.</returns>
    public static Outcome<EncodedAudio> Start(EncodedFormat format, int rate, Stream samples)
    {
        var start = Sandbox.OfThisMachine().Confine(Arguments(format, rate), Cpu);
        if (!start.Succeeded)
        {
            return start.Error;
        }

        try
        {
            return new EncodedAudio(FfmpegProcess.Start(start.Value, samples));
        }
        catch (Win32Exception failure)
        {
            return FileErrors.NotAvailable($"ffmpeg cannot be started: {failure.Message}");
        }
    }

    private static string[] Arguments(EncodedFormat format, int rate)
    {
        string[] output = format switch
        {
            EncodedFormat.Mp3 => ["-c:a", "libmp3lame", "-b:a", "64k", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3"],
            EncodedFormat.Opus => ["-c:a", "libopus", "-b:a", "32k", "-page_duration", "100000", "-f", "ogg"],
            EncodedFormat.Aac => ["-c:a", "aac", "-b:a", "64k", "-f", "adts"],
            _ => ["-c:a", "flac", "-f", "flac"],
        };
        return
        [
            "-nostdin", "-hide_banner", "-v", "error", "-protocol_whitelist", "pipe",
            "-probesize", "32", "-analyzeduration", "0", "-f", "s16le", "-ar", $"{rate}", "-ac", "1", "-i", "pipe:0",
            .. output, "-flush_packets", "1", "pipe:1",
        ];
    }
}

/// <summary>What an encoder makes; the process ends with it.</summary>
public sealed class EncodedAudio : IAsyncDisposable
{
    private readonly FfmpegProcess _process;

    internal EncodedAudio(FfmpegProcess process) => _process = process;

    public Stream Bytes => _process.Output;

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
