using Microsoft.EntityFrameworkCore;

namespace Parley.Storage.Database;

/// <summary>Brings a database to this program's version.</summary>
internal static class Migrator
{
    /// <summary>Of the lock that nodes share; any number that nobody else uses.</summary>
    private const long Turn = 7_310_001;

    /// <summary>
    /// The same for several nodes that start at once: one is let at it until all is done. A lock of each migration alone
    /// would let another in between two of them.
    /// </summary>
    public static async Task BringUpToDateOneByOneAsync(PostgreSqlDatabase database, CancellationToken cancellation)
    {
        // The lock belongs to the connection, and goes with it.
        await database.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Turn})", cancellation).ConfigureAwait(false);
        try
        {
            await BringUpToDateAsync(database, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Turn})", CancellationToken.None).ConfigureAwait(false);
        }
    }

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
