using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Cluster;

namespace Parley.Engine.Cluster;

/// <summary>
/// This node among the others: renews its sessions' records, notices when the directory goes and comes back,
/// and hears which of its sessions another node has claimed.
/// </summary>
public sealed partial class ClusterMember(
    ISessionDirectory directory, ClusterOptions options, ClusterMetrics metrics, TimeProvider time, ILogger<ClusterMember> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<SessionJournal, bool> _journals = new();
    private readonly CancellationTokenSource _over = new();
    private IAsyncDisposable? _claims;
    private Task _renewing = Task.CompletedTask;
    private int _down;

    /// <summary>Whether the directory answered when it was last asked.</summary>
    public bool IsUp => Volatile.Read(ref _down) == 0;

    public string Name => options.Node;

    /// <summary>How long a session that is to go to another node may wait for a pause in speech.</summary>
    public TimeSpan MovePatience => options.MovePatience;

    public ISessionDirectory Directory => directory;

    internal ClusterMetrics Metrics => metrics;

    internal TimeProvider Time => time;

    /// <summary>Joins: from now on the others see this node.</summary>
    public async Task StartAsync()
    {
        _claims = await directory.WatchClaimsAsync(Name, Lose).ConfigureAwait(false);
        await RenewAsync().ConfigureAwait(false);
        _renewing = Task.Run(RenewForeverAsync);
    }

    /// <summary>Leaves: what this node still has goes by itself, unless others claim it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_over.IsCancellationRequested)
        {
            return;
        }

        await _over.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_claims is not null)
        {
            await _claims.DisposeAsync().ConfigureAwait(false);
        }

        _over.Dispose();
    }

    internal void Add(SessionJournal journal) => _journals[journal] = true;

    internal void Remove(SessionJournal journal) => _journals.TryRemove(journal, out _);

    /// <summary>Tells the directory that its sessions live, and asks it at the same time whether it does.</summary>
    internal async Task RenewAsync()
    {
        var journals = _journals.Keys.ToList();
        var leases = journals.Where(journal => journal.IsAttached).Select(journal => journal.Lease).ToList();
        var renewed = await directory.RenewAsync(leases).ConfigureAwait(false);
        if (!renewed.Succeeded)
        {
            // A process that stood still finds its call late although it was answered.
            renewed = await directory.RenewAsync(leases).ConfigureAwait(false);
        }

        if (!renewed.Succeeded)
        {
            if (Interlocked.Exchange(ref _down, 1) == 0)
            {
                LogDown(logger);
            }

            journals.ForEach(journal => journal.Detach());
            return;
        }

        if (Interlocked.Exchange(ref _down, 0) == 1)
        {
            LogUp(logger);
        }

        var lost = renewed.Value.ToHashSet(StringComparer.Ordinal);
        foreach (var journal in journals)
        {
            journal.Reattach();
            if (lost.Contains(journal.Lease.Id))
            {
                journal.Check();
            }
        }
    }

    private void Lose(string session)
    {
        foreach (var journal in _journals.Keys.Where(journal => string.Equals(journal.Lease.Id, session, StringComparison.Ordinal)))
        {
            // The word may be older than a claim of this node's own; a write tells.
            journal.Check();
        }
    }

    private async Task RenewForeverAsync()
    {
        using var timer = new PeriodicTimer(options.RenewEvery, time);
        while (await timer.WaitForNextTickAsync(_over.Token).ConfigureAwait(false))
        {
            await RenewAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The directory of sessions cannot be reached: sessions go on, but no other node can take them over")]
    private static partial void LogDown(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The directory of sessions is there again")]
    private static partial void LogUp(ILogger logger);
}
