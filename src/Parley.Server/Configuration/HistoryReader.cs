using Parley.Engine.History;
using Parley.Storage.Database;

namespace Parley.Server.Configuration;

/// <summary>Reads where things are kept, and what of sessions is.</summary>
internal static class HistoryReader
{
    private const long Megabyte = 1_000_000;

    public static StorageOptions ReadStorage(OptionReader reader, string home)
    {
        const string PostgreSqlPath = "Storage:PostgreSql";
        var postgreSql = reader.OptionalText(PostgreSqlPath, "Host=db;Database=parley;Username=parley;Password=…");
        if (postgreSql is not null && StorageOptions.Check(postgreSql) is { } wrong)
        {
            reader.RefuseSecret(PostgreSqlPath, wrong);
        }

        return new StorageOptions
        {
            PostgreSql = postgreSql,
            Folder = ParleyOptionsReader.ReadPath(reader, home, "Storage:Folder", "data"),
            Timeout = TimeSpan.FromSeconds(reader.Number("Storage:TimeoutSeconds", 5, 1, 60)),
        };
    }

    public static HistoryOptions Read(OptionReader reader)
    {
        var usual = new HistoryOptions();
        var days = reader.Number("History:RetentionDays", 365, 0, 36_500);
        return usual with
        {
            Text = reader.Choice("History:Text", usual.Text),
            Audio = reader.Choice("History:Audio", usual.Audio),
            Retention = days == 0 ? null : TimeSpan.FromDays(days),
            MaxAudioBytes = Megabyte * reader.WholeNumber("History:MaxAudioMegabytes", 10_000, 1, 1_000_000_000),
        };
    }
}
