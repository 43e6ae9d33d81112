using Parley.Audio;

namespace Parley.Engine.Pipeline;

/// <summary>
/// Relates the engine's 16 kHz samples to the session's input positions and to the clock. The engine's count never
/// jumps; after a hole in the audio the relation is moved with <see cref="Rebase"/>.
/// </summary>
internal sealed class AudioTimeline(int inputRate, TimeProvider time)
{
    /// <summary>Holes whose far side is not final yet; of more than these, the oldest are forgotten.</summary>
    private const int MostHoles = 64;

    private readonly List<(long Engine, long Input)> _bases = [(0, 0)];

    /// <summary>The clock, as a timestamp.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>From here on engine sample <paramref name="engine"/> is input position <paramref name="input"/>.</summary>
    public void Rebase(long engine, long input)
    {
        if (_bases[^1].Engine == engine)
        {
            _bases.RemoveAt(_bases.Count - 1);
        }
        else if (_bases.Count == MostHoles)
        {
            _bases.RemoveAt(0);
        }

        _bases.Add((engine, input));
    }

    /// <summary>Whether it is known where an engine sample stands in the input.</summary>
    public bool Knows(long engine) => engine >= _bases[0].Engine;

    /// <summary>Nothing before this engine sample is asked about any more.</summary>
    public void Forget(long engine)
    {
        while (_bases.Count > 1 && _bases[1].Engine <= engine)
        {
            _bases.RemoveAt(0);
        }
    }

    /// <summary>The input position of an engine sample that is known.</summary>
    public long Position(long engine)
    {
        var (engineBase, inputBase) = _bases[0];
        for (var i = _bases.Count - 1; i > 0; i--)
        {
            if (_bases[i].Engine <= engine)
            {
                (engineBase, inputBase) = _bases[i];
                break;
            }
        }

        return Math.Max(0, inputBase + ((engine - engineBase) * inputRate / AudioFormat.EngineRate));
    }

    /// <summary>Seconds from the session's first sample, to the millisecond.</summary>
    public double Seconds(long engine) => Math.Round((double)Position(engine) / inputRate, 3);

    public TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    /// <summary>From one timestamp to another; nothing, when that came before.</summary>
    public TimeSpan Between(long from, long to) => to > from ? time.GetElapsedTime(from, to) : TimeSpan.Zero;

    /// <summary>When sample <paramref name="engine"/> arrived, if <paramref name="newest"/> arrived now and audio comes at its own pace.</summary>
    public long ArrivedAt(long engine, long newest) =>
        Now - (long)((double)(newest - engine) / AudioFormat.EngineRate * time.TimestampFrequency);
}
