using Parley.Failures;

namespace Parley.History;

/// <summary>
/// Conversations and what was said in them, kept for later. Every call ends within a bound of its own; while the store
/// cannot be reached it answers <see cref="ErrorCodes.StorageUnavailable"/>, and what it refuses for its content
/// <see cref="ErrorCodes.InvalidRequest"/>.
/// </summary>
public interface IHistoryStore
{
    /// <summary>Makes sure that it can be used; what stands in the way, or null.</summary>
    Task<ParleyError?> OpenAsync(CancellationToken cancellation);

    /// <summary>
    /// Adds notes, all or none. What is there already stays as it is, so that the same notes can come twice, from this node
    /// or another; notes of a conversation that was deleted are passed over.
    /// </summary>
    Task<Outcome<int>> WriteAsync(IReadOnlyList<HistoryNote> notes, CancellationToken cancellation);

    /// <summary>Conversations of a tenant, the newest first.</summary>
    Task<Outcome<ConversationPage>> ListAsync(ConversationQuery query, CancellationToken cancellation);

    /// <summary>One conversation with its turns, in their order; <see cref="ErrorCodes.ConversationNotFound"/> when there is none.</summary>
    Task<Outcome<StoredConversation>> FindAsync(ConversationKey key, CancellationToken cancellation);

    /// <summary>Puts another text in the place of a turn's, of which the original is kept.</summary>
    Task<Outcome<StoredTurn>> EditAsync(ConversationKey key, TurnEdit edit, CancellationToken cancellation);

    /// <summary>Removes a conversation for good; no later note brings it back.</summary>
    Task<Outcome<bool>> DeleteAsync(ConversationKey key, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>At most <paramref name="most"/> conversations that began before a time, the oldest first.</summary>
    Task<Outcome<IReadOnlyList<ConversationKey>>> OlderThanAsync(DateTimeOffset before, int most, CancellationToken cancellation);

    /// <summary>The conversations that have audio, the oldest first.</summary>
    Task<Outcome<IReadOnlyList<StoredAudio>>> AudioAsync(CancellationToken cancellation);

    /// <summary>The audio of a conversation is gone, its text is not.</summary>
    Task<Outcome<bool>> ForgetAudioAsync(ConversationKey key, CancellationToken cancellation);
}
