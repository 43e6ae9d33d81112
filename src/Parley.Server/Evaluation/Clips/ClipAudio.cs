using Parley.Audio.Files;
using Parley.Audio;
using Parley.Failures;

namespace Parley.Server.Evaluation.Clips;

/// <summary>Reads the audio of a clip.</summary>
internal static class ClipAudio
{
    public const int Rate = AudioFormat.EngineRate;

    /// <summary>A clip that is played live is held in memory, so it may not be long.</summary>
    public static readonly TimeSpan LongestLive = TimeSpan.FromMinutes(30);

    /// <summary>Opens the file; why it cannot be read is an error with a sentence.</summary>
    public static Outcome<FileStream> Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 65_536, useAsync: true);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return ParleyError.Invalid("file", Directory.Exists(path) ? "This is a folder, not a file." : broken.Message);
        }
    }

    /// <summary>The whole clip as 16-bit samples, one channel at <see cref="Rate"/>.</summary>
    public static async Task<Outcome<short[]>> LoadAsync(
        string path, AudioFileLimits limits, TimeProvider time, CancellationToken cancellation)
    {
        var file = Open(path);
        if (!file.Succeeded)
        {
            return file.Error;
        }

        await using var stream = file.Value;
        var shorter = limits with { MaxDuration = limits.MaxDuration < LongestLive ? limits.MaxDuration : LongestLive };
        var opened = await AudioFile.OpenAsync(stream, shorter, time, cancellation);
        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        await using var source = opened.Value;
        var samples = new List<short>();
        var buffer = new float[Rate];
        while (true)
        {
            var read = await source.ReadAsync(buffer, cancellation);
            if (!read.Succeeded)
            {
                return read.Error;
            }

            if (read.Value == 0)
            {
                return samples.ToArray();
            }

            foreach (var sample in buffer.AsSpan(0, read.Value))
            {
                samples.Add((short)Math.Clamp(MathF.Round(sample * 32_768f), short.MinValue, short.MaxValue));
            }
        }
    }
}
