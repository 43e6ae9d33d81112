using Parley.Audio;
using Parley.Audio.Codecs;
using Parley.Audio.Files;
using Parley.Audio.Native;
using Parley.Audio.Resampling;
using Parley.Local;
using Parley.Local.Espeak;

namespace Parley.Server.Commands.Doctor;

/// <summary>Whether the native libraries and programs load, by using each.</summary>
internal static class LibraryChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Finding Opus() =>
        Use("libopus", () => ChunkDecoders.Create(new AudioFormat(AudioEncoding.Opus, 48_000, 1)).Dispose());

    public static Finding SpeexDsp() => Use("libspeexdsp", () => Resampler.Create(48_000, AudioFormat.EngineRate).Dispose());

    public static Finding Espeak()
    {
        try
        {
            return Finding.Fine($"libespeak-ng, {new EspeakSynthesizer().Capabilities.Voices.Count} voices");
        }
        catch (InvalidOperationException missing)
        {
            return Finding.Amiss($"libespeak-ng: {missing.Message.TrimEnd('.')}", Install("--reinstall libespeak-ng1 espeak-ng-data"));
        }
    }

    /// <summary>Decodes a tenth of a second, through the same confinement as an upload.</summary>
    public static async Task<Finding> FfmpegAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            using var file = new MemoryStream(CompressedWav());
            var opened = await AudioFile.OpenAsync(file, AudioFileLimits.Default, TimeProvider.System, limit.Token);
            if (!opened.Succeeded)
            {
                return Finding.Amiss($"ffmpeg: {opened.Error.Message}", Install("ffmpeg"));
            }

            await using var source = opened.Value;
            var read = await source.ReadAsync(new float[1_600], limit.Token);
            return read.Succeeded && read.Value > 0
                ? Finding.Fine("ffmpeg")
                : Finding.Amiss($"ffmpeg: {read.Error?.Message ?? "it decoded nothing"}", Install("--reinstall ffmpeg"));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Finding.Amiss($"ffmpeg: no answer within {Patience.TotalSeconds} s", Install("--reinstall ffmpeg"));
        }
    }

    public static Finding Engine(string folder)
    {
        try
        {
            NativeEngines.Load(folder);
            return Finding.Fine($"{NativeEngines.OnnxRuntime} and {NativeEngines.SherpaOnnx}");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DllNotFoundException or BadImageFormatException)
        {
            return Finding.Amiss($"native engine: {missing.Message.TrimEnd('.')}", $"rm -rf '{folder}' && ./parley setup");
        }
    }

    private static Finding Use(string name, Action use)
    {
        try
        {
            use();
            return Finding.Fine(name);
        }
        catch (NativeLibraryMissingException missing)
        {
            return Finding.Amiss($"{missing.Library} cannot be loaded", Install(missing.Package));
        }
    }

    private static string Install(string package) =>
        $"{(Environment.IsPrivilegedProcess ? "" : "sudo ")}apt-get install -y --no-install-recommends {package}";

    /// <summary>WAV with IMA ADPCM samples, all zero: small, and something that ffmpeg has to decode.</summary>
    private static byte[] CompressedWav()
    {
        const int Block = 256;
        const int Blocks = 8;
        const short ImaAdpcm = 0x11;
        const int Rate = AudioFormat.EngineRate;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write("RIFF"u8);
        writer.Write(40 + (Block * Blocks));
        writer.Write("WAVEfmt "u8);
        writer.Write(20);
        writer.Write(ImaAdpcm);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate / 505 * Block);
        writer.Write((short)Block);
        writer.Write((short)4);
        writer.Write((short)2);
        writer.Write((short)505);
        writer.Write("data"u8);
        writer.Write(Block * Blocks);
        writer.Write(new byte[Block * Blocks]);
        return bytes.ToArray();
    }
}
