using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace Parley.Storage.Database;

/// <summary>The tables in PostgreSQL. Its migrations stand in <c>Migrations/PostgreSql</c>.</summary>
public sealed class PostgreSqlDatabase(DbContextOptions<PostgreSqlDatabase> options) : ParleyDatabase(options)
{
    internal static PostgreSqlDatabase Open(StorageOptions options)
    {
        var seconds = Math.Max(1, (int)options.Timeout.TotalSeconds);
        var connection = new NpgsqlConnectionStringBuilder(options.PostgreSql) { Timeout = seconds, CommandTimeout = seconds };
        return new PostgreSqlDatabase(new DbContextOptionsBuilder<PostgreSqlDatabase>().UseNpgsql(connection.ConnectionString).Options);
    }

    /// <summary>For the tool that writes migrations.</summary>
    internal sealed class Designed : IDesignTimeDbContextFactory<PostgreSqlDatabase>
    {
        public PostgreSqlDatabase CreateDbContext(string[] args) => Open(new StorageOptions { Folder = ".", PostgreSql = "Host=localhost;Database=parley" });
    }
}
