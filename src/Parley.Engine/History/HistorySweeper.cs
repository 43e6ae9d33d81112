using Microsoft.Extensions.Logging;
using Parley.History;

namespace Parley.Engine.History;

/// <summary>
/// Removes, at the start and every hour, 1. conversations that are too old, 2. the oldest audio while there is too much of it,
/// 3. audio that belongs to no conversation.
/// </summary>
public sealed partial class HistorySweeper(
    IHistoryStore store, IAudioShelf shelf, HistoryRecorder recorder, HistoryOptions options, HistoryMetrics metrics, TimeProvider time,
    ILogger<HistorySweeper> logger) : IAsyncDisposable
{
    private const int AtOnce = 100;

    /// <summary>Another node may be writing to a file whose conversation has no turn yet.</summary>
    private static readonly TimeSpan Orphaned = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _over = new();
    private Task _sweeping = Task.CompletedTask;

    public void Start() => _sweeping = Task.Run(SweepForeverAsync);

    public async ValueTask DisposeAsync()
    {
        if (!_over.IsCancellationRequested)
        {
            await _over.CancelAsync().ConfigureAwait(false);
            await _sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _over.Dispose();
        }
    }

    /// <summary>Once; what cannot be done now is done the next time.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        try
        {
            var removed = await RemoveOldAsync(cancellation).ConfigureAwait(false);
            var silenced = await RemoveAudioAsync(cancellation).ConfigureAwait(false);
            await RemoveOrphansAsync(cancellation).ConfigureAwait(false);
            if (removed + silenced > 0)
            {
                LogRemoved(logger, removed, silenced);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogFault(logger, fault.GetType().Name);
        }
    }

    private async Task SweepForeverAsync()
    {
        using var timer = new PeriodicTimer(options.SweepEvery, time);
        do
        {
            await SweepAsync(_over.Token).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(_over.Token).ConfigureAwait(false));
    }

    private async Task<int> RemoveOldAsync(CancellationToken cancellation)
    {
        var removed = 0;
        while (options.Retention is { } retention)
        {
            var old = await store.OlderThanAsync(time.GetUtcNow() - retention, AtOnce, cancellation).ConfigureAwait(false);
            if (!old.Succeeded || old.Value.Count == 0)
            {
                break;
            }

            foreach (var key in old.Value)
            {
                if (!(await store.DeleteAsync(key, time.GetUtcNow(), cancellation).ConfigureAwait(false)).Succeeded)
                {
                    return removed;
                }

                shelf.Remove(key.Id);
                metrics.Removed("conversation");
                removed++;
            }
        }

        return removed;
    }

    private async Task<int> RemoveAudioAsync(CancellationToken cancellation)
    {
        var held = (await store.AudioAsync(cancellation).ConfigureAwait(false)).Value ?? [];
        var bytes = held.Sum(audio => audio.Bytes);
        var removed = 0;
        foreach (var audio in held.Where(audio => !recorder.Records(audio.Key.Id)))
        {
            if (bytes <= options.MaxAudioBytes)
            {
                break;
            }

            shelf.Remove(audio.Key.Id);
            await store.ForgetAudioAsync(audio.Key, cancellation).ConfigureAwait(false);
            metrics.Removed("audio");
            bytes -= audio.Bytes;
            removed++;
        }

        return removed;
    }

    private async Task RemoveOrphansAsync(CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - Orphaned;
        foreach (var (id, _) in shelf.All().Where(file => file.Written < before && !recorder.Records(file.Id)))
        {
            var key = new ConversationKey(ConversationHead.DefaultTenant, id);
            var found = await store.FindAsync(key, cancellation).ConfigureAwait(false);
            if (found.Error?.Code is Failures.ErrorCodes.ConversationNotFound)
            {
                shelf.Remove(id);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Conversations} conversations that were too old, and the audio of {Audio}")]
    private static partial void LogRemoved(ILogger logger, int conversations, int audio);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old conversations could not be removed now: {Fault}")]
    private static partial void LogFault(ILogger logger, string fault);
}
