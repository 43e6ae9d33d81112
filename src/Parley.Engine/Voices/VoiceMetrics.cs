using System.Diagnostics.Metrics;
using Parley.Engine.Telemetry;

namespace Parley.Engine.Voices;

/// <summary>What is counted of voice profiles; <c>docs/operations.md</c> lists it.</summary>
public sealed class VoiceMetrics
{
    private readonly Counter<long> _recordings;
    private readonly Counter<long> _choices;

    public VoiceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(EngineMetrics.MeterName);
        _recordings = meter.CreateCounter<long>("parley.voice.recordings", "{recording}", "Recordings for voice profiles, by what became of them.");
        _choices = meter.CreateCounter<long>("parley.voice.choices", "{choice}", "Times that a voice profile was asked for, by who speaks.");
    }

    /// <param name="code">The error's code; null: it can be spoken with.</param>
    public void Heard(string? code) => _recordings.Add(1, new KeyValuePair<string, object?>("code", code ?? "accepted"));

    internal void Chose(bool cloned) => _choices.Add(1, new KeyValuePair<string, object?>("voice", cloned ? "cloned" : "nearest"));
}
