using Parley.Testing;

namespace Parley.Storage.Database;

/// <summary>One PostgreSQL for all tests.</summary>
public sealed class PostgreSqlFixture : IAsyncLifetime
{
    public PostgreSqlServer Server { get; private set; } = null!;

    /// <summary>A database whose tables are made, for tests that keep to rows of their own.</summary>
    public StorageOptions Shared { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await PostgreSqlServer.StartAsync();
        Shared = new StorageOptions { Folder = Path.GetTempPath(), PostgreSql = await Server.NewDatabaseAsync() };
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Its tests run one after another, since some of them stop it.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlTrials : ICollectionFixture<PostgreSqlFixture>
{
    public const string Name = "PostgreSQL";
}
