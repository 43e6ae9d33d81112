namespace Parley.Storage.Database;

/// <summary>Where what outlives the process is kept.</summary>
public sealed record StorageOptions
{
    /// <summary>Connection of Npgsql; null: SQLite, in <see cref="Folder"/>.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>The folder of the SQLite database and of files.</summary>
    public required string Folder { get; init; }

    /// <summary>What one call to the database may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public string SqliteFile => Path.Combine(Folder, "parley.db");

    /// <summary>Why a connection text of Npgsql cannot be used; null when it can.</summary>
    public static string? Check(string connection)
    {
        try
        {
            var parsed = new Npgsql.NpgsqlConnectionStringBuilder(connection);
            return string.IsNullOrEmpty(parsed.Host) ? "Host=… is missing"
                : string.IsNullOrEmpty(parsed.Database) ? "Database=… is missing"
                : null;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
        {
            return "it is not a connection such as Host=db;Database=parley;Username=parley;Password=…";
        }
    }
}
