using Parley.Events;

namespace Parley.History;

/// <summary>Something to be kept of a conversation. The first that is kept makes the conversation.</summary>
/// <param name="Conversation">Whose it is.</param>
public abstract record HistoryNote(ConversationHead Conversation);

/// <summary>Somebody said something.</summary>
public sealed record TurnNote(ConversationHead Conversation, StoredTurn Turn) : HistoryNote(Conversation);

/// <summary>What was said in another language.</summary>
/// <param name="Turn">The turn's <see cref="StoredTurn.Key"/>.</param>
/// <param name="Target">BCP-47.</param>
public sealed record TranslationNote(ConversationHead Conversation, string Turn, string Target, string Text) : HistoryNote(Conversation);

/// <summary>How much audio of the conversation is kept.</summary>
/// <param name="Bytes">Of the file.</param>
public sealed record AudioNote(ConversationHead Conversation, long Bytes) : HistoryNote(Conversation);

/// <summary>The conversation is over. Alone it makes none.</summary>
/// <param name="AudioSeconds">Audio that was heard.</param>
public sealed record EndNote(ConversationHead Conversation, DateTimeOffset At, SessionEndReason Reason, double AudioSeconds)
    : HistoryNote(Conversation);

/// <summary>Something of the conversation could not be kept. Alone it makes none.</summary>
public sealed record LossNote(ConversationHead Conversation) : HistoryNote(Conversation);
