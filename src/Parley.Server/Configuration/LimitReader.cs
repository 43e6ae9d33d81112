using Parley.Audio.Files;
using Parley.Engine.Sessions;

namespace Parley.Server.Configuration;

/// <summary>Reads the bounds.</summary>
internal static class LimitReader
{
    /// <summary>An ended session may be read for less than the time in which it must be gone, 5 s.</summary>
    private const int LongestLingerMs = 5_000;

    public static LimitOptions Read(OptionReader reader)
    {
        var files = AudioFileLimits.Default;
        return new LimitOptions
        {
            Sessions = ReadSessions(reader),
            Files = new AudioFileLimits(
                reader.WholeNumber("Limits:MaxUploadBytes", files.MaxBytes, 1_024, 1L << 40),
                TimeSpan.FromHours(reader.Fraction("Limits:MaxAudioHours", files.MaxDuration.TotalHours, 0.01, 100)),
                Seconds(reader, "Limits:DecodeStallSeconds", files.DecodeStall, 1, 600)),
            MaxUploads = reader.Number("Limits:MaxUploads", 32, 1, 10_000),
            MaxDecoders = reader.Number("Limits:MaxDecoders", 8, 1, 1_000),
            MaxConnections = reader.Number("Limits:MaxConnections", 4_000, 1, 1_000_000),
            Idle = Seconds(reader, "Limits:IdleSeconds", TimeSpan.FromSeconds(60), 1, 3_600),
            Shutdown = Seconds(reader, "Limits:ShutdownSeconds", TimeSpan.FromSeconds(10), 0, 300),
        };
    }

    private static SessionLimits ReadSessions(OptionReader reader)
    {
        var usual = new SessionLimits();
        return usual with
        {
            MaxSessions = reader.Number("Limits:MaxSessions", usual.MaxSessions, 1, 100_000),
            RetryAfter = Milliseconds(reader, "Limits:RetryAfterMs", usual.RetryAfter, 100, 600_000),
            AudioQueue = Seconds(reader, "Limits:AudioQueueSeconds", usual.AudioQueue, 1, 120),
            MaxChunk = Seconds(reader, "Limits:MaxChunkSeconds", usual.MaxChunk, 1, 60),
            MaxGap = Seconds(reader, "Limits:MaxGapSeconds", usual.MaxGap, 1, 86_400),
            EventCapacity = reader.Number("Limits:EventCapacity", usual.EventCapacity, 64, 65_536),
            Linger = Milliseconds(reader, "Limits:LingerMs", usual.Linger, 0, LongestLingerMs),
            InputStall = Milliseconds(reader, "Limits:InputStallMs", usual.InputStall, 500, 60_000),
            PendingFinals = reader.Number("Limits:PendingFinals", usual.PendingFinals, 1, 64),
        };
    }

    private static TimeSpan Seconds(OptionReader reader, string path, TimeSpan usual, int min, int max) =>
        TimeSpan.FromSeconds(reader.Number(path, (int)usual.TotalSeconds, min, max));

    private static TimeSpan Milliseconds(OptionReader reader, string path, TimeSpan usual, int min, int max) =>
        TimeSpan.FromMilliseconds(reader.Number(path, (int)usual.TotalMilliseconds, min, max));
}
