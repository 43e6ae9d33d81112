using System.Diagnostics.Metrics;
using Parley.Engine.Telemetry;

namespace Parley.Engine.History;

/// <summary>What keeping conversations counts. <c>docs/operations.md</c> lists the names.</summary>
public sealed class HistoryMetrics
{
    private readonly Counter<long> _notes;
    private readonly Counter<double> _audio;
    private readonly Counter<long> _removed;
    private int _waiting;
    private int _degraded;

    public HistoryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(EngineMetrics.MeterName);
        _notes = meter.CreateCounter<long>("parley.history.notes", "{note}", "Turns and other notes of conversations, by result: kept, lost, refused.");
        _audio = meter.CreateCounter<double>("parley.history.audio", "s", "Seconds of audio, by result: kept, lost.");
        _removed = meter.CreateCounter<long>("parley.history.removed", "{conversation}", "What the clean-up removed, by kind: conversation, audio.");
        _ = meter.CreateObservableGauge("parley.history.waiting", () => Volatile.Read(ref _waiting), "{note}", "Notes that wait for the database.");
        _ = meter.CreateObservableGauge("parley.history.degraded", () => Volatile.Read(ref _degraded), null, "1 while conversations cannot be kept.");

        // A scrape before the first conversation finds them at zero rather than missing.
        Kept(0);
        AudioKept(0);
        _removed.Add(0, new KeyValuePair<string, object?>("kind", "conversation"));
    }

    internal void Kept(int notes) => _notes.Add(notes, Result("kept"));

    internal void Lost(int notes) => _notes.Add(notes, Result("lost"));

    internal void Refused(int notes) => _notes.Add(notes, Result("refused"));

    internal void AudioKept(double seconds) => _audio.Add(seconds, Result("kept"));

    internal void AudioLost(double seconds) => _audio.Add(seconds, Result("lost"));

    internal void Removed(string kind) => _removed.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void Waiting(int notes) => Volatile.Write(ref _waiting, notes);

    internal void Degraded(bool degraded) => Volatile.Write(ref _degraded, degraded ? 1 : 0);

    private static KeyValuePair<string, object?> Result(string result) => new("result", result);
}
