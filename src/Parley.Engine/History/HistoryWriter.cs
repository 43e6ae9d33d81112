using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Failures;
using Parley.History;

namespace Parley.Engine.History;

/// <summary>
/// Takes notes from all sessions and never keeps one waiting; writes them in batches, one batch at a time. While the
/// database cannot be used, notes wait; when too many do, the newest are lost and their conversations marked.
/// <code>Ready ──a write fails──▶ Degraded ──a write succeeds──▶ Ready</code>
/// </summary>
public sealed partial class HistoryWriter(
    IHistoryStore store, HistoryOptions options, HistoryMetrics metrics, TimeProvider time, ILogger<HistoryWriter> logger) : IAsyncDisposable
{
    private const int Batch = 200;

    /// <summary>Conversations whose loss is remembered while nothing can be written.</summary>
    private const int MostMarked = 10_000;

    private readonly Channel<HistoryNote> _queue = Channel.CreateBounded<HistoryNote>(
        new BoundedChannelOptions(options.Queue) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly ConcurrentDictionary<string, ConversationHead> _marked = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _over = new();
    private Task _writing = Task.CompletedTask;
    private ParleyError? _fault;
    private long _characters;
    private int _waiting;

    /// <summary>Raised when conversations can no longer be kept, with the reason, and when they can again, with null.</summary>
    internal event Action<ParleyError?>? Changed;

    /// <summary>Why nothing can be kept now; null: it can.</summary>
    public ParleyError? Fault => Volatile.Read(ref _fault);

    /// <summary>Notes that wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Opens the database and begins to write, beside the caller.</summary>
    public void Start() => _writing = Task.Run(WriteAllAsync);

    /// <summary>Writes what waits, for so long, and no more.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _queue.Writer.TryComplete();
        await _writing.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _over.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Waiting > 0)
        {
            LogLost(logger, Waiting);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        _over.Dispose();
    }

    /// <summary>Takes a note, or loses it at the bound; never waits.</summary>
    internal void Add(HistoryNote note)
    {
        var weight = Weight(note);
        if (Interlocked.Add(ref _characters, weight) <= options.QueueCharacters && _queue.Writer.TryWrite(note))
        {
            metrics.Waiting(Interlocked.Increment(ref _waiting));
            return;
        }

        Interlocked.Add(ref _characters, -weight);
        metrics.Lost(1);
        Mark(note.Conversation);
    }

    /// <summary>Something of this conversation was lost.</summary>
    internal void Mark(ConversationHead head)
    {
        if (_marked.Count < MostMarked)
        {
            _marked[head.Key.Id] = head;
        }
    }

    private async Task WriteAllAsync()
    {
        while (await store.OpenAsync(_over.Token).ConfigureAwait(false) is { } closed)
        {
            await RestAsync(closed).ConfigureAwait(false);
        }

        Recover();
        while (await _queue.Reader.WaitToReadAsync(_over.Token).ConfigureAwait(false))
        {
            List<HistoryNote> batch = [];
            while (batch.Count < Batch && _queue.Reader.TryRead(out var note))
            {
                batch.Add(note);
            }

            await KeepAsync(batch).ConfigureAwait(false);
            Interlocked.Add(ref _characters, -batch.Sum(Weight));
            metrics.Waiting(Interlocked.Add(ref _waiting, -batch.Count));
        }
    }

    /// <summary>Until all of it is written; what the database refuses for its content is refused alone.</summary>
    private async Task KeepAsync(List<HistoryNote> batch)
    {
        while (true)
        {
            var marked = _marked.Values.ToList();
            var written = await store.WriteAsync([.. batch, .. marked.Select(head => new LossNote(head))], _over.Token).ConfigureAwait(false);
            if (written.Succeeded)
            {
                marked.ForEach(head => _marked.TryRemove(head.Key.Id, out _));
                metrics.Kept(batch.Count);
                Recover();
                return;
            }

            if (written.Error.Retry)
            {
                await RestAsync(written.Error).ConfigureAwait(false);
            }
            else if (batch.Count == 1)
            {
                metrics.Refused(1);
                LogRefused(logger, written.Error.Message);
                Mark(batch[0].Conversation);
                return;
            }
            else
            {
                foreach (var note in batch)
                {
                    await KeepAsync([note]).ConfigureAwait(false);
                }

                return;
            }
        }
    }

    private async Task RestAsync(ParleyError fault)
    {
        if (Interlocked.Exchange(ref _fault, fault) is null)
        {
            metrics.Degraded(true);
            LogDegraded(logger, fault.Message);
            Changed?.Invoke(fault);
        }

        await Task.Delay(options.RetryEvery, time, _over.Token).ConfigureAwait(false);
    }

    private void Recover()
    {
        if (Interlocked.Exchange(ref _fault, null) is not null)
        {
            metrics.Degraded(false);
            LogRecovered(logger);
            Changed?.Invoke(null);
        }
    }

    private static long Weight(HistoryNote note) => 200 + note switch
    {
        TurnNote { Turn: var turn } => turn.Text.Length + (turn.Words?.Sum(word => word.Text.Length + 40L) ?? 0),
        TranslationNote translation => translation.Text.Length,
        _ => 0,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Conversations cannot be kept now; sessions go on. {Reason}")]
    private static partial void LogDegraded(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Conversations are kept again")]
    private static partial void LogRecovered(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "A note of a conversation was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Notes} notes of conversations could not be kept before the end")]
    private static partial void LogLost(ILogger logger, int notes);
}
