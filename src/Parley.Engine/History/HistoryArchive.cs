using Parley.Failures;
using Parley.History;

namespace Parley.Engine.History;

/// <summary>What was kept, for whoever wants to read, correct or remove it: rows and files together.</summary>
public sealed class HistoryArchive(IHistoryStore store, IAudioShelf shelf, HistoryRecorder recorder, TimeProvider time)
{
    public Task<Outcome<ConversationPage>> ListAsync(ConversationQuery query, CancellationToken cancellation) => store.ListAsync(query, cancellation);

    public Task<Outcome<StoredConversation>> FindAsync(ConversationKey key, CancellationToken cancellation) => store.FindAsync(key, cancellation);

    public Task<Outcome<StoredTurn>> EditAsync(ConversationKey key, string turn, string text, CancellationToken cancellation) =>
        store.EditAsync(key, new TurnEdit(turn, text, time.GetUtcNow()), cancellation);

    /// <summary>The audio as a WAV file; <see cref="ErrorCodes.ConversationNotFound"/> when none is kept.</summary>
    public async Task<Outcome<Stream>> AudioAsync(ConversationKey key, CancellationToken cancellation)
    {
        var found = await store.FindAsync(key, cancellation).ConfigureAwait(false);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        try
        {
            return shelf.Read(key.Id) is { } audio ? audio : new ParleyError(ErrorCodes.ConversationNotFound, "No audio of this conversation is kept.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Unreadable;
        }
    }

    /// <summary>
    /// For good: 1. the rows go, and none comes back, 2. a session that still runs is not kept any further, 3. its file goes.
    /// A file that cannot be removed now is removed by the clean-up.
    /// </summary>
    public async Task<Outcome<bool>> DeleteAsync(ConversationKey key, CancellationToken cancellation)
    {
        var deleted = await store.DeleteAsync(key, time.GetUtcNow(), cancellation).ConfigureAwait(false);
        if (!deleted.Succeeded)
        {
            return deleted;
        }

        await recorder.ForgetAsync(key.Id).ConfigureAwait(false);
        try
        {
            shelf.Remove(key.Id);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Unreadable;
        }
    }

    private static ParleyError Unreadable { get; } =
        new(ErrorCodes.StorageUnavailable, "The file with the audio cannot be used now.") { Retry = true, RetryAfterMs = 5_000 };
}
