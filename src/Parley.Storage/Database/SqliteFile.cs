using Microsoft.EntityFrameworkCore;

namespace Parley.Storage.Database;

/// <summary>The file of SQLite, which is for this user's eyes only.</summary>
internal static class SqliteFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// One process at a time: 1. it takes a lock that dies with it, 2. so a lock in the tables is of a process that died and
    /// nobody would ever wait to its end, 3. the tables are brought up to date.
    /// </summary>
    public static async Task BringUpToDateAsync(ParleyDatabase database, StorageOptions options, CancellationToken cancellation)
    {
        MakeFolder(options.Folder);
        using var alone = Open(options.SqliteFile + ".lock", FileShare.None);
        using (Open(options.SqliteFile, FileShare.ReadWrite))
        {
            // There is a file now, and nobody else may read it.
        }

        await database.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellation).ConfigureAwait(false);
        await Migrator.BringUpToDateAsync(database, cancellation).ConfigureAwait(false);
    }

    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Open(string path, FileShare share)
    {
        var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = Private;
        }

        return new FileStream(path, how);
    }
}
