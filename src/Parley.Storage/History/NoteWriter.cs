using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Events;
using Parley.Failures;
using Parley.History;
using Parley.Storage.Database;

namespace Parley.Storage.History;

/// <summary>
/// Puts notes into the tables: 1. what was deleted is passed over, 2. what is there is read, 3. what is new is added,
/// 4. all of it is saved together.
/// </summary>
internal static class NoteWriter
{
    public static async Task<Outcome<int>> WriteAsync(ParleyDatabase database, IReadOnlyList<HistoryNote> notes, CancellationToken cancellation)
    {
        var ids = notes.Select(note => note.Conversation.Key.Id).Distinct(StringComparer.Ordinal).ToList();
        var deleted = (await database.Deleted.Where(row => ids.Contains(row.ConversationId)).Select(row => row.ConversationId)
            .ToListAsync(cancellation).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        var conversations = await database.Conversations.Where(row => ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, StringComparer.Ordinal, cancellation).ConfigureAwait(false);
        var turns = await KnownTurnsAsync(database, notes, ids, cancellation).ConfigureAwait(false);
        var translations = await KnownTranslationsAsync(database, notes, ids, cancellation).ConfigureAwait(false);

        var added = 0;
        foreach (var note in notes.Where(note => !deleted.Contains(note.Conversation.Key.Id)))
        {
            var key = note.Conversation.Key;
            var row = conversations.GetValueOrDefault(key.Id);
            switch (note)
            {
                case TurnNote { Turn: var turn } when turns.Add((key.Id, turn.Key)):
                    row ??= Begin(database, conversations, note.Conversation);
                    row.Title = row.Title.Length == 0 ? Folding.Title(turn.Text) : row.Title;
                    database.Add(RowMapping.ToRow(key.Id, turn));
                    added++;
                    break;
                case TranslationNote translation when row is not null && translations.Add((key.Id, translation.Turn, translation.Target)):
                    database.Add(RowMapping.ToRow(translation));
                    added++;
                    break;
                case AudioNote audio when row is not null:
                    row.AudioBytes = Math.Max(row.AudioBytes, audio.Bytes);
                    break;
                case EndNote end when row is { EndedMs: null }:
                    row.EndedMs = end.At.ToUnixTimeMilliseconds();
                    (row.EndReason, row.AudioSeconds) = (Word(end.Reason), end.AudioSeconds);
                    break;
                case LossNote when row is not null:
                    row.Incomplete = true;
                    break;
            }
        }

        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return added;
    }

    private static ConversationRow Begin(ParleyDatabase database, Dictionary<string, ConversationRow> conversations, ConversationHead head)
    {
        var row = conversations[head.Key.Id] = RowMapping.ToRow(head);
        database.Add(row);
        return row;
    }

    private static async Task<HashSet<(string Conversation, string Turn)>> KnownTurnsAsync(
        ParleyDatabase database, IReadOnlyList<HistoryNote> notes, List<string> ids, CancellationToken cancellation)
    {
        var keys = notes.OfType<TurnNote>().Select(note => note.Turn.Key).Distinct(StringComparer.Ordinal).ToList();
        var known = await database.Turns.Where(row => ids.Contains(row.ConversationId) && keys.Contains(row.Key))
            .Select(row => new { row.ConversationId, row.Key }).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. known.Select(row => (row.ConversationId, row.Key))];
    }

    private static async Task<HashSet<(string Conversation, string Turn, string Target)>> KnownTranslationsAsync(
        ParleyDatabase database, IReadOnlyList<HistoryNote> notes, List<string> ids, CancellationToken cancellation)
    {
        var keys = notes.OfType<TranslationNote>().Select(note => note.Turn).Distinct(StringComparer.Ordinal).ToList();
        if (keys.Count == 0)
        {
            return [];
        }

        var known = await database.Translations.Where(row => ids.Contains(row.ConversationId) && keys.Contains(row.TurnKey))
            .Select(row => new { row.ConversationId, row.TurnKey, row.Target }).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. known.Select(row => (row.ConversationId, row.TurnKey, row.Target))];
    }

    private static string Word(SessionEndReason reason) => JsonSerializer.SerializeToElement(reason).GetString()!;
}
