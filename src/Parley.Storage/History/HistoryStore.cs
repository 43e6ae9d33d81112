using Microsoft.EntityFrameworkCore;
using Parley.Failures;
using Parley.History;
using Parley.Storage.Database;

namespace Parley.Storage.History;

/// <summary>Conversations in tables; the same in both databases.</summary>
public sealed class HistoryStore(Tables tables) : IHistoryStore
{
    public Task<ParleyError?> OpenAsync(CancellationToken cancellation) => tables.OpenAsync(cancellation);

    public Task<Outcome<int>> WriteAsync(IReadOnlyList<HistoryNote> notes, CancellationToken cancellation) =>
        tables.UseAsync((database, token) => NoteWriter.WriteAsync(database, notes, token), cancellation);

    public Task<Outcome<ConversationPage>> ListAsync(ConversationQuery query, CancellationToken cancellation) =>
        tables.UseAsync<ConversationPage>(
            async (database, token) =>
            {
                var found = await Matching(database, query)
                    .OrderByDescending(row => row.StartedMs).ThenByDescending(row => row.Id)
                    .Take(query.Limit + 1)
                    .Select(row => new { Row = row, Turns = database.Turns.Count(turn => turn.ConversationId == row.Id) })
                    .AsNoTracking().ToListAsync(token).ConfigureAwait(false);
                var page = found.Take(query.Limit).Select(one => RowMapping.ToRecord(one.Row, one.Turns)).ToList();
                var last = found.Count > query.Limit ? found[query.Limit - 1].Row : null;
                return new ConversationPage(page, last is null ? null : new ConversationCursor(last.StartedMs, last.Id));
            },
            cancellation);

    public Task<Outcome<StoredConversation>> FindAsync(ConversationKey key, CancellationToken cancellation) =>
        tables.UseAsync<StoredConversation>(
            async (database, token) =>
            {
                if (await Named(database, key).AsNoTracking().SingleOrDefaultAsync(token).ConfigureAwait(false) is not { } row)
                {
                    return NotFound;
                }

                var turns = await database.Turns.AsNoTracking().Where(turn => turn.ConversationId == key.Id)
                    .OrderBy(turn => turn.Order).ThenBy(turn => turn.Key).ToListAsync(token).ConfigureAwait(false);
                var translations = (await database.Translations.AsNoTracking().Where(one => one.ConversationId == key.Id)
                    .ToListAsync(token).ConfigureAwait(false)).ToLookup(one => one.TurnKey, StringComparer.Ordinal);
                return RowMapping.ToRecord(row, turns.Count) with
                {
                    Said = [.. turns.Select(turn => RowMapping.ToRecord(turn, translations[turn.Key]))],
                };
            },
            cancellation);

    public Task<Outcome<StoredTurn>> EditAsync(ConversationKey key, TurnEdit edit, CancellationToken cancellation) =>
        tables.UseAsync<StoredTurn>(
            async (database, token) =>
            {
                if (await Named(database, key).SingleOrDefaultAsync(token).ConfigureAwait(false) is not { } row)
                {
                    return NotFound;
                }

                var turns = database.Turns.Where(turn => turn.ConversationId == key.Id);
                if (await turns.SingleOrDefaultAsync(turn => turn.Key == edit.Turn, token).ConfigureAwait(false) is not { } turn)
                {
                    return new ParleyError(ErrorCodes.ConversationNotFound, "The conversation has no such turn.") { Param = "turn" };
                }

                turn.Original ??= turn.Text;
                turn.Text = Folding.Clean(edit.Text);
                turn.Folded = Folding.Fold(turn.Text);
                turn.EditedMs = edit.At.ToUnixTimeMilliseconds();
                if (!await turns.AnyAsync(other => other.Order < turn.Order, token).ConfigureAwait(false))
                {
                    row.Title = Folding.Title(edit.Text);
                }

                await database.SaveChangesAsync(token).ConfigureAwait(false);
                var translations = await database.Translations.Where(one => one.ConversationId == key.Id && one.TurnKey == edit.Turn)
                    .ToListAsync(token).ConfigureAwait(false);
                return RowMapping.ToRecord(turn, translations);
            },
            cancellation);

    public Task<Outcome<bool>> DeleteAsync(ConversationKey key, DateTimeOffset now, CancellationToken cancellation) =>
        tables.UseAsync<bool>(
            async (database, token) =>
            {
                if (await Named(database, key).SingleOrDefaultAsync(token).ConfigureAwait(false) is not { } row)
                {
                    return NotFound;
                }

                database.Remove(row);
                database.Add(new DeletedRow { ConversationId = key.Id, DeletedMs = now.ToUnixTimeMilliseconds() });
                await database.SaveChangesAsync(token).ConfigureAwait(false);
                var forgotten = now.AddDays(-1).ToUnixTimeMilliseconds();
                await database.Deleted.Where(one => one.DeletedMs < forgotten).ExecuteDeleteAsync(token).ConfigureAwait(false);
                await Overwrite.DoneAsync(database, token).ConfigureAwait(false);
                return true;
            },
            cancellation);

    public Task<Outcome<IReadOnlyList<ConversationKey>>> OlderThanAsync(DateTimeOffset before, int most, CancellationToken cancellation) =>
        tables.UseAsync(
            async (database, token) =>
            {
                var limit = before.ToUnixTimeMilliseconds();
                var old = await database.Conversations.AsNoTracking().Where(row => row.StartedMs < limit).OrderBy(row => row.StartedMs).Take(most)
                    .Select(row => new { row.Tenant, row.Id }).ToListAsync(token).ConfigureAwait(false);
                return Outcome.Of<IReadOnlyList<ConversationKey>>(old.ConvertAll(row => new ConversationKey(row.Tenant, row.Id)));
            },
            cancellation);

    public Task<Outcome<IReadOnlyList<StoredAudio>>> AudioAsync(CancellationToken cancellation) =>
        tables.UseAsync(
            async (database, token) =>
            {
                var held = await database.Conversations.AsNoTracking().Where(row => row.AudioBytes > 0).OrderBy(row => row.StartedMs)
                    .Select(row => new { row.Tenant, row.Id, row.AudioBytes }).ToListAsync(token).ConfigureAwait(false);
                return Outcome.Of<IReadOnlyList<StoredAudio>>(
                    held.ConvertAll(row => new StoredAudio(new ConversationKey(row.Tenant, row.Id), row.AudioBytes)));
            },
            cancellation);

    public Task<Outcome<bool>> ForgetAudioAsync(ConversationKey key, CancellationToken cancellation) =>
        tables.UseAsync<bool>(
            async (database, token) =>
                await Named(database, key).ExecuteUpdateAsync(change => change.SetProperty(row => row.AudioBytes, 0), token).ConfigureAwait(false) > 0,
            cancellation);

    private static ParleyError NotFound { get; } =
        new(ErrorCodes.ConversationNotFound, "There is no such conversation.") { Param = "id" };

    private static IQueryable<ConversationRow> Named(ParleyDatabase database, ConversationKey key) =>
        database.Conversations.Where(row => row.Id == key.Id && row.Tenant == key.Tenant);

    private static IQueryable<ConversationRow> Matching(ParleyDatabase database, ConversationQuery query)
    {
        var rows = database.Conversations.Where(row => row.Tenant == query.Tenant);
        if (query.After is { } after)
        {
            rows = rows.Where(row => row.StartedMs < after.StartedMs || (row.StartedMs == after.StartedMs && row.Id.CompareTo(after.Id) < 0));
        }

        if (query.Search is { Length: > 0 } search)
        {
            var pattern = Folding.Anywhere(search);
            rows = rows.Where(row =>
                database.Turns.Any(turn => turn.ConversationId == row.Id && EF.Functions.Like(turn.Folded, pattern, Folding.Escape))
                || database.Translations.Any(one => one.ConversationId == row.Id && EF.Functions.Like(one.Folded, pattern, Folding.Escape)));
        }

        return rows;
    }
}
