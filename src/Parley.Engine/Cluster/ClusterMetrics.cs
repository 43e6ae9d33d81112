using System.Diagnostics.Metrics;

namespace Parley.Engine.Cluster;

/// <summary>What a node counts of its part in a cluster; <c>docs/operations.md</c> lists it.</summary>
public sealed class ClusterMetrics
{
    public const string MeterName = "Parley.Cluster";

    private readonly Counter<long> _takeovers;
    private readonly Counter<long> _moves;
    private readonly Counter<long> _fenced;
    private readonly UpDownCounter<int> _detached;
    private readonly Histogram<double> _durable;

    public ClusterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _takeovers = meter.CreateCounter<long>("parley.takeovers", "{session}", "Sessions of other nodes that this one went on with.");
        _moves = meter.CreateCounter<long>("parley.moves", "{session}", "Sessions given up to other nodes while this one stopped.");
        _fenced = meter.CreateCounter<long>("parley.fenced", "{write}", "Writes refused because another node has the session.");
        _detached = meter.CreateUpDownCounter<int>("parley.detached", "{session}", "Sessions that no other node could go on with now.");
        _durable = meter.CreateHistogram<double>("parley.durable.latency", "s", "From a final to its being safe in the directory.");
        _takeovers.Add(0);
        _moves.Add(0);
        _fenced.Add(0);
        _detached.Add(0);
    }

    internal void TookOver() => _takeovers.Add(1);

    internal void Moved() => _moves.Add(1);

    internal void Fenced() => _fenced.Add(1);

    internal void Detached(int change) => _detached.Add(change);

    internal void Durable(TimeSpan latency) => _durable.Record(latency.TotalSeconds);
}
