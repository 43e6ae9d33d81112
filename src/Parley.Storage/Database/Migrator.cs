using Microsoft.EntityFrameworkCore;

namespace Parley.Storage.Database;

/// <summary>Brings a database to this program's version. Several nodes may start at once: the database lets one at it.</summary>
internal static class Migrator
{
    public static async Task BringUpToDateAsync(ParleyDatabase database, CancellationToken cancellation)
    {
        var known = database.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await database.Database.GetAppliedMigrationsAsync(cancellation).ConfigureAwait(false)).ToList();
        if (applied.FirstOrDefault(migration => !known.Contains(migration)) is { } newer)
        {
            throw new NewerDatabaseException($"The database is of a newer version of this program: it has {newer}.");
        }

        if (applied.Count < known.Count)
        {
            await database.Database.MigrateAsync(cancellation).ConfigureAwait(false);
        }
    }
}

/// <summary>A newer program has changed the tables; this one must not write to them.</summary>
internal sealed class NewerDatabaseException(string message) : Exception(message);
