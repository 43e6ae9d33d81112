using System.Diagnostics.Metrics;

namespace Parley.Local.Vad;

/// <summary>How much is heard, and how much of it together. <c>docs/operations.md</c> lists the names.</summary>
public sealed class ListeningMetrics
{
    private static readonly KeyValuePair<string, object?> ByItself = new("heard", "alone");
    private static readonly KeyValuePair<string, object?> InRound = new("heard", "together");

    private readonly Counter<long> _frames;
    private readonly Counter<long> _rounds;

    public ListeningMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(LocalEngines.MeterName);
        _frames = meter.CreateCounter<long>("parley.detector.frames", "{frame}", "Frames of 32 ms that the voice detector heard, alone or together with those of others.");
        _rounds = meter.CreateCounter<long>("parley.detector.rounds", "{round}", "Runs of the voice detector for several streams at once.");
    }

    internal void Alone() => _frames.Add(1, ByItself);

    internal void Round(int frames)
    {
        _rounds.Add(1);
        _frames.Add(frames, InRound);
    }
}
