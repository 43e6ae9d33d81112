using Microsoft.EntityFrameworkCore;
using Parley.Storage.Database;

namespace Parley.Storage.History;

/// <summary>Deleted rows are overwritten in the file of SQLite; its log, which still has them, is emptied here.</summary>
internal static class Overwrite
{
    public static Task DoneAsync(ParleyDatabase database, CancellationToken cancellation) => database is SqliteDatabase
        ? database.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellation)
        : Task.CompletedTask;
}
