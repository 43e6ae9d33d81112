using System.Text.Json;
using Parley.Events;
using Parley.History;

namespace Parley.Storage.History;

/// <summary>Rows to the contract's records and back. Pure.</summary>
internal static class RowMapping
{
    public static ConversationRow ToRow(ConversationHead head) => new()
    {
        Id = head.Key.Id,
        Tenant = head.Key.Tenant,
        Title = "",
        StartedMs = head.Started.ToUnixTimeMilliseconds(),
        Language = head.Language,
        Model = head.Model,
        Protocol = head.Protocol,
        Metadata = Folding.Clean(JsonSerializer.Serialize(head.Metadata)),
    };

    public static TurnRow ToRow(string conversation, StoredTurn turn) => new()
    {
        ConversationId = conversation,
        Key = turn.Key,
        Order = turn.Order,
        Speaker = (int)turn.Speaker,
        Text = Folding.Clean(turn.Text),
        Folded = Folding.Fold(Folding.Clean(turn.Text)),
        StartMs = turn.StartMs,
        EndMs = turn.EndMs,
        Language = turn.Language,
        Words = turn.Words is null ? null : Folding.Clean(JsonSerializer.Serialize(turn.Words)),
        Reason = turn.Reason,
        PlayedMs = turn.PlayedMs,
    };

    public static TranslationRow ToRow(TranslationNote note) => new()
    {
        ConversationId = note.Conversation.Key.Id,
        TurnKey = note.Turn,
        Target = note.Target,
        Text = Folding.Clean(note.Text),
        Folded = Folding.Fold(Folding.Clean(note.Text)),
    };

    public static StoredConversation ToRecord(ConversationRow row, int turns) => new(
        new ConversationHead(new ConversationKey(row.Tenant, row.Id), Time(row.StartedMs))
        {
            Language = row.Language,
            Model = row.Model,
            Protocol = row.Protocol,
            Metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Metadata)!,
        })
    {
        Title = row.Title,
        Ended = row.EndedMs is { } ended ? Time(ended) : null,
        EndReason = row.EndReason,
        AudioSeconds = row.AudioSeconds,
        AudioBytes = row.AudioBytes,
        Incomplete = row.Incomplete,
        Turns = turns,
    };

    public static StoredTurn ToRecord(TurnRow row, IEnumerable<TranslationRow> translations) => new(row.Key, row.Order)
    {
        Speaker = (Speaker)row.Speaker,
        Text = row.Text,
        StartMs = row.StartMs,
        EndMs = row.EndMs,
        Language = row.Language,
        Words = row.Words is null ? null : JsonSerializer.Deserialize<List<TimedWord>>(row.Words),
        Reason = row.Reason,
        PlayedMs = row.PlayedMs,
        Original = row.Original,
        Edited = row.EditedMs is { } edited ? Time(edited) : null,
        Translations = translations.ToDictionary(one => one.Target, one => one.Text, StringComparer.Ordinal),
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
