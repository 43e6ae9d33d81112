using Microsoft.Data.Sqlite;
using Parley.Conformance;
using Parley.Failures;
using Parley.History;
using Parley.Storage.Database;

namespace Parley.Storage.History;

/// <summary>Conversations in a file, and what becomes of them when the file cannot be used.</summary>
public sealed class SqliteHistoryTests : HistoryStoreConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-history-").FullName;
    private readonly Tables _tables;

    public SqliteHistoryTests()
    {
        _tables = new Tables(Options);
        Store = new HistoryStore(_tables);
    }

    protected override IHistoryStore Store { get; }

    private StorageOptions Options => new() { Folder = Path.Combine(_folder, "data"), Timeout = TimeSpan.FromSeconds(30) };

    public void Dispose()
    {
        _tables.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nothing_that_was_deleted_is_left_in_the_files()
    {
        const string Secret = "the vault opens at midnight";
        var head = Head(DateTimeOffset.UnixEpoch);
        await WriteAsync(new TurnNote(head, Said(1, Secret)), new TurnNote(Head(DateTimeOffset.UnixEpoch), Said(1, "something that stays")));
        Assert.Contains(Secret, Everything(), StringComparison.Ordinal);

        await Store.DeleteAsync(head.Key, DateTimeOffset.UnixEpoch, Token);

        Assert.DoesNotContain(Secret, Everything(), StringComparison.Ordinal);
        Assert.Contains("something that stays", Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_process_that_locks_the_file_costs_an_error_and_nothing_that_was_kept()
    {
        var head = Head(DateTimeOffset.UnixEpoch);
        await WriteAsync(new TurnNote(head, Said(1, "one")));
        using var tables = new Tables(Options with { Timeout = TimeSpan.FromSeconds(1) });
        var impatient = new HistoryStore(tables);
        Assert.Null(await impatient.OpenAsync(Token));
        using var other = new SqliteConnection($"Data Source={Options.SqliteFile};Pooling=false");
        await other.OpenAsync(Token);
        Execute(other, "BEGIN EXCLUSIVE");

        var refused = await impatient.WriteAsync([new TurnNote(head, Said(2, "two"))], Token);
        Execute(other, "ROLLBACK");
        await WriteAsync(new TurnNote(head, Said(2, "two")));

        Assert.Equal(ErrorCodes.StorageUnavailable, refused.Error?.Code);
        Assert.True(refused.Error!.Retry);
        Assert.Contains("locked", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await Store.FindAsync(head.Key, Token)).ValueOrThrow().Turns);
    }

    [Fact]
    public async Task Files_are_for_this_user_only()
    {
        await WriteAsync(new TurnNote(Head(DateTimeOffset.UnixEpoch), Said(1, "one")));

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var path in Directory.GetFiles(Options.Folder).Append(Options.Folder))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others);
        }
    }

    private string Everything() => string.Concat(Directory.GetFiles(Options.Folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }));

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
