using System.Diagnostics.Metrics;
using Parley.Engine.Sessions;
using Parley.Events;

namespace Parley.Engine.Telemetry;

/// <summary>What the session core counts. Names and units follow OpenTelemetry; <c>docs/operations.md</c> lists them.</summary>
public sealed class EngineMetrics
{
    public const string MeterName = "Parley.Engine";

    private readonly UpDownCounter<int> _sessions;
    private readonly Counter<long> _refusals;
    private readonly Counter<double> _audio;
    private readonly Counter<long> _finals;
    private readonly Histogram<double> _finalLatency;
    private readonly Histogram<double> _finalDecode;
    private readonly Histogram<double> _firstPartial;
    private readonly Counter<long> _replies;
    private readonly Histogram<double> _firstSound;
    private readonly Histogram<double> _voice;

    public EngineMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _sessions = meter.CreateUpDownCounter<int>("parley.sessions", "{session}", "Sessions that are running.");
        _refusals = meter.CreateCounter<long>("parley.refusals", "{session}", "Sessions refused, by code.");
        _audio = meter.CreateCounter<double>("parley.audio", "s", "Seconds of audio processed.");
        _finals = meter.CreateCounter<long>("parley.finals", "{final}", "Finals, by mode.");
        _finalLatency = meter.CreateHistogram<double>(
            "parley.final.latency", "s", "From the last sample of speech to its final, live sessions.");
        _finalDecode = meter.CreateHistogram<double>(
            "parley.final.decode", "s", "From the end of an utterance, as it is found, to the end of its decode, live sessions; 0 where that was over before.");
        _firstPartial = meter.CreateHistogram<double>(
            "parley.partial.first.latency", "s", "From the first sample of speech to the first partial.");
        _replies = meter.CreateCounter<long>("parley.replies", "{reply}", "Replies of assistants, by why they ended.");
        _firstSound = meter.CreateHistogram<double>(
            "parley.reply.latency", "s", "From the end of a turn, as it is recognised, to the first sound of its reply.");
        _voice = meter.CreateHistogram<double>(
            "parley.reply.voice", "s", "From the first sentence of a reply to the first samples that its voice has spoken.");

        // A scrape before the first session finds them at zero rather than missing.
        _sessions.Add(0);
        _audio.Add(0);
    }

    public void SessionBegan() => _sessions.Add(1);

    public void SessionEnded() => _sessions.Add(-1);

    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    internal void Replied(ReplyEndReason reason) =>
        _replies.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString().ToLowerInvariant()));

    internal void FirstSound(TimeSpan latency) => _firstSound.Record(latency.TotalSeconds);

    internal void Voiced(TimeSpan latency) => _voice.Record(latency.TotalSeconds);

    internal void Audio(double seconds) => _audio.Add(seconds);

    internal void FirstPartial(TimeSpan latency) => _firstPartial.Record(latency.TotalSeconds);

    internal void Final(SessionMode mode, TimeSpan latency, TimeSpan decode)
    {
        _finals.Add(1, new KeyValuePair<string, object?>("mode", mode == SessionMode.Stream ? "stream" : "batch"));
        if (mode == SessionMode.Stream)
        {
            _finalLatency.Record(latency.TotalSeconds);
            _finalDecode.Record(decode.TotalSeconds);
        }
    }
}
