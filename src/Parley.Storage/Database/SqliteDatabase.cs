using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Parley.Storage.Database;

/// <summary>The tables in a file. Its migrations stand in <c>Migrations/Sqlite</c>.</summary>
public sealed class SqliteDatabase(DbContextOptions<SqliteDatabase> options) : ParleyDatabase(options)
{
    internal static SqliteDatabase Open(StorageOptions options) => new(new DbContextOptionsBuilder<SqliteDatabase>()
        .UseSqlite(Connection(options)).AddInterceptors(SqliteHabits.Instance).Options);

    /// <summary>Closes the connections that are kept open for the next call.</summary>
    internal static void LetGo(StorageOptions options)
    {
        using var connection = new SqliteConnection(Connection(options));
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>A call that finds the file locked tries again for as long as it may take.</summary>
    private static string Connection(StorageOptions options) => new SqliteConnectionStringBuilder
    {
        DataSource = options.SqliteFile, DefaultTimeout = Math.Max(1, (int)options.Timeout.TotalSeconds),
    }.ConnectionString;

    /// <summary>For the tool that writes migrations.</summary>
    internal sealed class Designed : IDesignTimeDbContextFactory<SqliteDatabase>
    {
        public SqliteDatabase CreateDbContext(string[] args) => Open(new StorageOptions { Folder = "." });
    }

    /// <summary>Readers and the writer do not wait for each other, and what is deleted is overwritten.</summary>
    private sealed class SqliteHabits : DbConnectionInterceptor
    {
        public static readonly SqliteHabits Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Apply(connection);
            return Task.CompletedTask;
        }

        private static void Apply(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;";
            command.ExecuteNonQuery();
        }
    }
}
