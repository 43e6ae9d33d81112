using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Failures;

namespace Parley.Storage.Database;

/// <summary>Tables are made and brought up to date by whoever comes first, in both databases.</summary>
[Collection(PostgreSqlTrials.Name)]
public sealed class MigrationTests(PostgreSqlFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-migration-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Several_that_start_at_once_make_the_tables_once(bool postgreSql)
    {
        var options = await OptionsAsync(postgreSql);

        var faults = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var tables = new Tables(options);
            // The lock of the file is not waited for: who finds it taken comes again.
            for (ParleyError? error; ;)
            {
                if ((error = await tables.OpenAsync(Token)) is null || postgreSql)
                {
                    return error;
                }
            }
        }));

        Assert.All(faults, Assert.Null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_migrations_are_those_of_the_model(bool postgreSql)
    {
        var options = await OptionsAsync(postgreSql);
        using ParleyDatabase database = postgreSql ? PostgreSqlDatabase.Open(options) : SqliteDatabase.Open(options);

        Assert.False(database.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_of_a_newer_version_is_left_alone(bool postgreSql)
    {
        var options = await OptionsAsync(postgreSql);
        using (var tables = new Tables(options))
        {
            await tables.UseAsync<bool>(
                async (database, token) =>
                {
                    await database.Database.ExecuteSqlRawAsync(
                        "INSERT INTO \"__EFMigrationsHistory\" (\"MigrationId\", \"ProductVersion\") VALUES ('99999999999999_Later', '99')", token);
                    return true;
                },
                Token);
        }

        using var older = new Tables(options);
        var error = await older.OpenAsync(Token);

        Assert.Equal(ErrorCodes.StorageUnavailable, error?.Code);
        Assert.Contains("newer version", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_a_dead_process_left_in_the_file_keeps_nobody_out()
    {
        var options = await OptionsAsync(postgreSql: false);
        SqliteFile.MakeFolder(options.Folder);
        using (var left = new SqliteConnection($"Data Source={options.SqliteFile}"))
        {
            await left.OpenAsync(Token);
            using var command = left.CreateCommand();
            command.CommandText = "CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT); INSERT INTO \"__EFMigrationsLock\" VALUES (1, 'long ago')";
            await command.ExecuteNonQueryAsync(Token);
        }

        using var tables = new Tables(options);

        Assert.Null(await tables.OpenAsync(Token));
    }

    [Fact]
    public async Task A_file_that_is_no_database_or_a_folder_that_cannot_be_made_is_an_error_and_tried_again()
    {
        var options = await OptionsAsync(postgreSql: false);
        await File.WriteAllTextAsync(options.Folder, "in the way", Token);
        using var tables = new Tables(options);
        var inTheWay = await tables.OpenAsync(Token);
        File.Delete(options.Folder);
        SqliteFile.MakeFolder(options.Folder);
        await File.WriteAllTextAsync(options.SqliteFile, new string('x', 4_096), Token);
        var noDatabase = await tables.OpenAsync(Token);
        File.Delete(options.SqliteFile);

        Assert.Equal(ErrorCodes.StorageUnavailable, inTheWay?.Code);
        Assert.Equal(ErrorCodes.StorageUnavailable, noDatabase?.Code);
        Assert.Null(await tables.OpenAsync(Token));
    }

    [Theory]
    [InlineData("Host=db;Database=parley;Username=parley;Password=x", null)]
    [InlineData("Database=parley", "Host")]
    [InlineData("Host=db", "Database")]
    [InlineData("no connection", "it is not a connection")]
    [InlineData("Host=db;Database=p;Colour=red", "it is not a connection")]
    public void A_connection_is_checked_before_it_is_used(string connection, string? wrong)
    {
        var found = StorageOptions.Check(connection);

        Assert.Equal(wrong is null, found is null);
        Assert.StartsWith(wrong ?? "", found ?? "", StringComparison.Ordinal);
    }

    private async Task<StorageOptions> OptionsAsync(bool postgreSql) => new()
    {
        Folder = Path.Combine(_folder, "data"),
        PostgreSql = postgreSql ? await fixture.Server.NewDatabaseAsync() : null,
    };
}
