using Parley.Failures;
using Parley.History;

namespace Parley.Testing;

/// <summary>
/// Keeps notes in memory, in the order in which they came. A test can take it away (<see cref="Gone"/>), have it refuse a note
/// for its content (<see cref="Refuse"/>), and make writes wait (<see cref="Before"/>). Reads are not its business.
/// </summary>
public sealed class ScriptedHistory : IHistoryStore, IAudioShelf
{
    private readonly Lock _gate = new();
    private readonly List<HistoryNote> _notes = [];
    private readonly Dictionary<string, MemoryStream> _audio = new(StringComparer.Ordinal);

    /// <summary>Whether every call fails, as when the database is locked or the disk is full.</summary>
    public bool Gone { get; set; }

    /// <summary>Whether writing audio fails.</summary>
    public bool Full { get; set; }

    public Func<HistoryNote, bool> Refuse { get; set; } = _ => false;

    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    /// <summary>Called before a session's audio is removed.</summary>
    public Action<string> Removing { get; set; } = _ => { };

    /// <summary>Calls that failed because it was gone.</summary>
    public int Failures { get; private set; }

    /// <summary>Everything that was written.</summary>
    public IReadOnlyList<HistoryNote> Notes
    {
        get
        {
            lock (_gate)
            {
                return [.. _notes];
            }
        }
    }

    public IEnumerable<StoredTurn> Turns => Notes.OfType<TurnNote>().Select(note => note.Turn);

    private static ParleyError Unavailable => new(ErrorCodes.StorageUnavailable, "Gone for this test.") { Retry = true };

    /// <summary>The samples that were kept of a session, as bytes.</summary>
    public byte[] Audio(string id)
    {
        lock (_gate)
        {
            return _audio.TryGetValue(id, out var kept) ? kept.ToArray() : [];
        }
    }

    public Task<ParleyError?> OpenAsync(CancellationToken cancellation) => Task.FromResult(Fail());

    public async Task<Outcome<int>> WriteAsync(IReadOnlyList<HistoryNote> notes, CancellationToken cancellation)
    {
        await Before().WaitAsync(cancellation);
        if (Fail() is { } gone)
        {
            return gone;
        }

        if (notes.Any(Refuse))
        {
            return ParleyError.Invalid("text", "Refused by this test.");
        }

        lock (_gate)
        {
            _notes.AddRange(notes);
        }

        return notes.Count;
    }

    public Task<Outcome<ConversationPage>> ListAsync(ConversationQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Outcome<StoredConversation>> FindAsync(ConversationKey key, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Outcome<StoredTurn>> EditAsync(ConversationKey key, TurnEdit edit, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Outcome<bool>> DeleteAsync(ConversationKey key, DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Outcome<IReadOnlyList<ConversationKey>>> OlderThanAsync(DateTimeOffset before, int most, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<Outcome<IReadOnlyList<StoredAudio>>> AudioAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Outcome<bool>> ForgetAudioAsync(ConversationKey key, CancellationToken cancellation) => throw new NotSupportedException();

    public IAudioWriter Write(string id, int rate) => new Writer(this, id);

    public Stream? Read(string id) => throw new NotSupportedException();

    public bool Remove(string id)
    {
        Removing(id);
        lock (_gate)
        {
            return _audio.Remove(id);
        }
    }

    public IReadOnlyList<(string Id, DateTimeOffset Written)> All() => throw new NotSupportedException();

    private ParleyError? Fail()
    {
        Failures += Gone ? 1 : 0;
        return Gone ? Unavailable : null;
    }

    private sealed class Writer(ScriptedHistory history, string id) : IAudioWriter
    {
        public long Bytes { get; private set; }

        public void Put(long position, ReadOnlySpan<byte> samples)
        {
            if (history.Full)
            {
                throw new IOException("No space left on device.");
            }

            lock (history._gate)
            {
                if (!history._audio.TryGetValue(id, out var kept))
                {
                    kept = history._audio[id] = new MemoryStream();
                }

                kept.Position = position * sizeof(short);
                kept.Write(samples);
                Bytes = kept.Length;
            }
        }

        public void Dispose()
        {
        }
    }
}
