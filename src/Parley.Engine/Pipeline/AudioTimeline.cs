using Parley.Audio;

namespace Parley.Engine.Pipeline;

/// <summary>
/// Relates the engine's 16 kHz samples to the session's input positions and to the clock. The engine's count never
/// jumps; after a hole in the audio the relation is moved with <see cref="Rebase"/>.
/// </summary>
internal sealed class AudioTimeline(int inputRate, TimeProvider time)
{
    private long _engineBase;
    private long _inputBase;

    /// <summary>The clock, as a timestamp.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>From here on engine sample <paramref name="engine"/> is input position <paramref name="input"/>.</summary>
    public void Rebase(long engine, long input) => (_engineBase, _inputBase) = (engine, input);

    /// <summary>Whether an engine sample came after the last hole; where one before it stands in the input is forgotten.</summary>
    public bool Knows(long engine) => engine >= _engineBase;

    /// <summary>The input position of an engine sample after the last hole.</summary>
    public long Position(long engine) => Math.Max(0, _inputBase + ((engine - _engineBase) * inputRate / AudioFormat.EngineRate));

    /// <summary>Seconds from the session's first sample, to the millisecond.</summary>
    public double Seconds(long engine) => Math.Round((double)Position(engine) / inputRate, 3);

    public TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    /// <summary>When sample <paramref name="engine"/> arrived, if <paramref name="newest"/> arrived now and audio comes at its own pace.</summary>
    public long ArrivedAt(long engine, long newest) =>
        Now - (long)((double)(newest - engine) / AudioFormat.EngineRate * time.TimestampFrequency);
}
