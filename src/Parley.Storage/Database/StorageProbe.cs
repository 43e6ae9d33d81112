using Microsoft.EntityFrameworkCore;

namespace Parley.Storage.Database;

/// <summary>Whether a database can be used, without making one or changing it.</summary>
public static class StorageProbe
{
    /// <summary>What stands in the way; null: nothing.</summary>
    public static async Task<string?> LookAsync(StorageOptions options, CancellationToken cancellation)
    {
        try
        {
            if (options.PostgreSql is not null)
            {
                using var database = PostgreSqlDatabase.Open(options);
                await database.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            }
            else if (File.Exists(options.SqliteFile))
            {
                using var file = new FileStream(options.SqliteFile, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            }
            else
            {
                return TryFolder(options.Folder);
            }

            return null;
        }
        catch (Exception fault) when (DatabaseFailure.Of(fault, options.PostgreSql is null ? "sqlite" : "postgresql") is { } error)
        {
            return error.Message.TrimEnd('.');
        }
    }

    /// <summary>The nearest folder that there is has to be one in which others can be made.</summary>
    private static string? TryFolder(string folder)
    {
        var there = Path.GetFullPath(folder);
        while (!Directory.Exists(there))
        {
            if (File.Exists(there))
            {
                return $"{there} is a file, not a folder";
            }

            there = Path.GetDirectoryName(there) ?? Path.GetPathRoot(folder)!;
        }

        var trial = Path.Combine(there, $".parley-{Guid.NewGuid():n}");
        using (File.Create(trial, 1, FileOptions.DeleteOnClose))
        {
            return null;
        }
    }
}
