using Parley.Failures;

namespace Parley.Storage.Database;

/// <summary>
/// The way to the tables: opens the database when it is first asked for something, brings it up to date, and turns what a
/// database throws into errors. One that could not be opened is tried again with the next call.
/// </summary>
public sealed class Tables(StorageOptions options) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private bool _open;

    /// <summary>The folder for files that belong to what is in the tables.</summary>
    public string Folder => options.Folder;

    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public string Kind => options.PostgreSql is null ? "sqlite" : "postgresql";

    /// <summary>What stands in the way of the database; null: nothing.</summary>
    public async Task<ParleyError?> OpenAsync(CancellationToken cancellation) =>
        (await UseAsync((database, _) => Task.FromResult(new Outcome<bool>(database is not null)), cancellation).ConfigureAwait(false)).Error;

    /// <summary>Does something with the tables, on a thread of its own: SQLite answers no sooner than it has the answer.</summary>
    public Task<Outcome<T>> UseAsync<T>(Func<ParleyDatabase, CancellationToken, Task<Outcome<T>>> work, CancellationToken cancellation) =>
        Task.Run(
            async () =>
            {
                try
                {
                    await EnsureOpenAsync(cancellation).ConfigureAwait(false);
                    using var database = Connect();
                    return await work(database, cancellation).ConfigureAwait(false);
                }
                catch (Exception fault) when (DatabaseFailure.Of(fault, Kind) is { } error)
                {
                    if (options.PostgreSql is null && error.Retry)
                    {
                        // There may be another file in its place by then.
                        SqliteDatabase.LetGo(options);
                    }

                    return error;
                }
            },
            cancellation);

    public void Dispose() => _opening.Dispose();

    private async Task EnsureOpenAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _open))
        {
            return;
        }

        await _opening.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_open)
            {
                using var database = Connect();
                await (options.PostgreSql is null
                    ? SqliteFile.BringUpToDateAsync(database, options, cancellation)
                    : Migrator.BringUpToDateOneByOneAsync((PostgreSqlDatabase)database, cancellation)).ConfigureAwait(false);
                Volatile.Write(ref _open, true);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private ParleyDatabase Connect() => options.PostgreSql is null ? SqliteDatabase.Open(options) : PostgreSqlDatabase.Open(options);
}
